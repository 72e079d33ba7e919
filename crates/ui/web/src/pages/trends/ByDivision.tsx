import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { figuresQuery } from '../../api/board';
import type { Figures, Span } from '../../api/types';
import { Chart, type ChartOption } from '../../components/chart/Chart';
import { EmptyHint } from '../../components/EmptyHint';
import { Section } from '../../components/Section';
import { FigureLink } from '../../components/span/FigureLink';
import { daysOf, daysText, lastYear, previous, spanOf, type Days } from '../../components/span/span';
import { useRead } from '../../i18n/words';
import { useSession } from '../../session/SessionContext';
import { Change } from './Change';
import { divisionRows, sumOf, type DivisionRow } from './compare';
import { useTrendsWords } from './words';

/** The divisions below, side by side with equal spans of the year before and of the time before. */
export function ByDivision({ figures, span }: { figures: Figures; span: Span }) {
  const { today } = useSession();
  const days = useMemo(() => daysOf(span, today), [span, today]);
  return days ? <Known figures={figures} under={span.under} days={days} /> : null;
}

function Known({ figures, under, days }: { figures: Figures; under: string | undefined; days: Days }) {
  const say = useTrendsWords();
  const read = useRead();
  const yearAgo = useQuery(figuresQuery(figures.measure, spanOf(lastYear(days), under))).data;
  const before = useQuery(figuresQuery(figures.measure, spanOf(previous(days), under))).data;
  const rows = useMemo(() => divisionRows(figures, yearAgo, before), [figures, yearAgo, before]);
  const [now, last] = [say('now'), say('yoy_span')];
  const option = useMemo(() => divisionOption(rows, now, last), [rows, now, last]);
  const title = `${read(figures.label)} · ${say('by_division')}`;
  return (
    <Section title={title} note={say('by_division_note')}>
      {rows.length === 0 ? (
        <EmptyHint hint={say('no_below')} />
      ) : (
        <>
          <Chart option={option} label={say('chart_of', { title })} height={280} />
          <DivisionTable rows={rows} days={days} measure={figures.measure} title={title} />
        </>
      )}
    </Section>
  );
}

function divisionOption(rows: DivisionRow[], now: string, before: string): ChartOption {
  return {
    legend: { data: [now, before], right: 0, top: 0 },
    grid: { left: 48, right: 16, top: 36, bottom: 48 },
    xAxis: { type: 'category', data: rows.map((row) => row.name), axisLabel: { interval: 0, overflow: 'break', width: 72, hideOverlap: false } },
    yAxis: { type: 'value', minInterval: 1 },
    series: [
      { name: now, type: 'bar', barMaxWidth: 24, data: rows.map((row) => row.now) },
      { name: before, type: 'bar', barMaxWidth: 24, data: rows.map((row) => row.lastYear ?? null) },
    ],
  };
}

interface TableProps {
  rows: DivisionRow[];
  days: Days;
  measure: string;
  title: string;
}

function DivisionTable({ rows, days, measure, title }: TableProps) {
  const say = useTrendsWords();
  const [yearAgo, before] = [lastYear(days), previous(days)];
  const cell = (row: DivisionRow, part: 'now' | 'lastYear' | 'previous', of: Days) => {
    const n = row[part];
    return n === undefined ? '…' : <FigureLink measure={measure} span={spanOf(of, row.code)} n={n} />;
  };
  const sum = { now: sumOf(rows, 'now'), lastYear: sumOf(rows, 'lastYear'), previous: sumOf(rows, 'previous') };
  return (
    <div className="figures-scroll" tabIndex={0} role="group" aria-label={title}>
      <table className="figures">
        <caption className="figures-caption">{title}</caption>
        <thead>
          <tr>
            <th scope="col">{say('division')}</th>
            <th scope="col" className="figures-n">
              {say('now')}
              <br />
              {daysText(days)}
            </th>
            <th scope="col" className="figures-n">
              {say('yoy_span')}
              <br />
              {daysText(yearAgo)}
            </th>
            <th scope="col" className="figures-n">
              {say('yoy')}
            </th>
            <th scope="col" className="figures-n">
              {say('prev_span')}
              <br />
              {daysText(before)}
            </th>
            <th scope="col" className="figures-n">
              {say('mom')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.code}>
              <th scope="row">{row.name}</th>
              <td className="figures-n">{cell(row, 'now', days)}</td>
              <td className="figures-n">{cell(row, 'lastYear', yearAgo)}</td>
              <td className="figures-n">
                <Change now={row.now} before={row.lastYear} />
              </td>
              <td className="figures-n">{cell(row, 'previous', before)}</td>
              <td className="figures-n">
                <Change now={row.now} before={row.previous} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{say('below_sum')}</th>
            <td className="figures-n">{sum.now ?? '…'}</td>
            <td className="figures-n">{sum.lastYear ?? '…'}</td>
            <td className="figures-n">
              <Change now={sum.now} before={sum.lastYear} />
            </td>
            <td className="figures-n">{sum.previous ?? '…'}</td>
            <td className="figures-n">
              <Change now={sum.now} before={sum.previous} />
            </td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
