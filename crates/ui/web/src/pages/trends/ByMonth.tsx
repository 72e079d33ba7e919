import { useMemo } from 'react';
import type { Figures, Span } from '../../api/types';
import { Chart, type ChartOption } from '../../components/chart/Chart';
import { EmptyHint } from '../../components/EmptyHint';
import { Section } from '../../components/Section';
import { FigureLink } from '../../components/span/FigureLink';
import { useRead } from '../../i18n/words';
import { useSession } from '../../session/SessionContext';
import { Change } from './Change';
import { isSteady, monthRows, type MonthRow } from './compare';
import { useTrendsWords } from './words';

/** Twelve months as bars, the same months a year before as a line. */
export function ByMonth({ figures, span }: { figures: Figures; span: Span }) {
  const say = useTrendsWords();
  const read = useRead();
  const rows = useMemo(() => monthRows(figures), [figures]);
  const [now, before] = [say('this_year'), say('last_year')];
  const option = useMemo(() => monthOption(rows, now, before), [rows, now, before]);
  const title = `${read(figures.label)} · ${say('by_month')}`;
  const steady = isSteady(figures);
  const nothing = rows.every((row) => row.now === 0 && row.before === 0);
  return (
    <Section title={title} note={steady ? say('steady', { n: figures.values[0] ?? 0 }) : say('by_month_note')}>
      {nothing ? <EmptyHint hint={say('nothing')} /> : null}
      {steady || nothing ? null : (
        <>
          <Chart option={option} label={say('chart_of', { title })} height={260} />
          <MonthTable measure={figures.measure} rows={rows} span={span} title={title} />
        </>
      )}
    </Section>
  );
}

function monthOption(rows: MonthRow[], now: string, before: string): ChartOption {
  return {
    legend: { data: [now, before], right: 0, top: 0 },
    grid: { left: 48, right: 16, top: 36, bottom: 28 },
    xAxis: { type: 'category', data: rows.map((row) => row.month) },
    yAxis: { type: 'value', minInterval: 1 },
    series: [
      { name: now, type: 'bar', barMaxWidth: 28, data: rows.map((row) => row.now) },
      { name: before, type: 'line', symbolSize: 7, data: rows.map((row) => row.before), lineStyle: { width: 2 } },
    ],
  };
}

function MonthTable({ measure, rows, span, title }: { measure: string; rows: MonthRow[]; span: Span; title: string }) {
  const say = useTrendsWords();
  // A month that still runs is not held against a whole one.
  const thisMonth = useSession().today.slice(0, 7);
  const month = (text: string): Span => ({ under: span.under, month: text });
  return (
    <div className="figures-scroll" tabIndex={0} role="group" aria-label={title}>
      <table className="figures">
        <caption className="figures-caption">{title}</caption>
        <thead>
          <tr>
            <th scope="col">{say('month')}</th>
            {rows.map((row) => (
              <th key={row.month} scope="col" className="figures-n">
                {row.month}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{say('this_year')}</th>
            {rows.map((row) => (
              <td key={row.month} className="figures-n">
                <FigureLink measure={measure} span={month(row.month)} n={row.now} />
              </td>
            ))}
          </tr>
          <tr>
            <th scope="row">{say('last_year')}</th>
            {rows.map((row) => (
              <td key={row.month} className="figures-n">
                <FigureLink measure={measure} span={month(yearBefore(row.month))} n={row.before} />
              </td>
            ))}
          </tr>
          <tr>
            <th scope="row">{say('change')}</th>
            {rows.map((row) => (
              <td key={row.month} className="figures-n">
                {row.month === thisMonth ? say('unfinished') : <Change now={row.now} before={row.before} />}
              </td>
            ))}
          </tr>
        </tbody>
      </table>
    </div>
  );
}

function yearBefore(month: string): string {
  return `${String(Number(month.slice(0, 4)) - 1).padStart(4, '0')}${month.slice(4)}`;
}
