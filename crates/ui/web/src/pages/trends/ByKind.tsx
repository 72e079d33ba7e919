import { Skeleton } from 'antd';
import { useMemo } from 'react';
import { useReport } from '../../api/reports';
import type { Span } from '../../api/types';
import { Chart, type ChartOption } from '../../components/chart/Chart';
import { EmptyHint } from '../../components/EmptyHint';
import { ProblemNote } from '../../components/ProblemNote';
import { Section } from '../../components/Section';
import { FigureLink } from '../../components/span/FigureLink';
import { daysText } from '../../components/span/span';
import { useLang, useRead } from '../../i18n/words';
import { breakdownOf, kindRows, type KindRow } from './compare';
import { useTrendsWords } from './words';

/** A figure by kind, where a report shows it so. */
export function ByKind({ measure, span }: { measure: string; span: Span }) {
  const breakdown = breakdownOf(measure);
  return breakdown ? <Known breakdown={breakdown} span={span} /> : null;
}

function Known({ breakdown, span }: { breakdown: NonNullable<ReturnType<typeof breakdownOf>>; span: Span }) {
  const say = useTrendsWords();
  const read = useRead();
  const report = useReport(breakdown.report, span, useLang());
  const rows = useMemo(() => (report.data ? kindRows(report.data, breakdown) : []), [report.data, breakdown]);
  const option = useMemo(() => kindOption(rows, read, say('count')), [rows, read, say]);
  const period = report.data ? daysText(report.data.period) : '';
  const nothing = rows.every((row) => row.n === 0);
  return (
    <Section title={say('by_kind')} note={report.data ? say('by_kind_note', { period, report: breakdown.report }) : null}>
      {report.error ? <ProblemNote error={report.error} onAgain={() => void report.refetch()} /> : null}
      {report.isPending ? <Skeleton active /> : null}
      {report.data && nothing ? <EmptyHint hint={say('nothing')} /> : null}
      {nothing ? null : (
        <>
          <Chart option={option} label={say('chart_of', { title: say('by_kind') })} height={40 + rows.length * 34} />
          <KindTable rows={rows} span={span} />
        </>
      )}
    </Section>
  );
}

function kindOption(rows: KindRow[], read: ReturnType<typeof useRead>, name: string): ChartOption {
  return {
    grid: { left: 200, right: 48, top: 8, bottom: 28 },
    xAxis: { type: 'value', minInterval: 1 },
    // The first kind stands on top, as in the report.
    yAxis: { type: 'category', inverse: true, data: rows.map((row) => read(row.label)), axisLabel: { width: 184, overflow: 'truncate' } },
    series: [{ name, type: 'bar', barMaxWidth: 18, data: rows.map((row) => row.n), label: { show: true, position: 'right' } }],
  };
}

function KindTable({ rows, span }: { rows: KindRow[]; span: Span }) {
  const say = useTrendsWords();
  const read = useRead();
  return (
    <div className="figures-scroll" tabIndex={0} role="group" aria-label={say('by_kind')}>
      <table className="figures">
        <caption className="figures-caption">{say('by_kind')}</caption>
        <thead>
          <tr>
            <th scope="col">{say('kind')}</th>
            <th scope="col" className="figures-n">
              {say('count')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">{read(row.label)}</th>
              <td className="figures-n">
                <FigureLink measure={row.name} span={span} n={row.n} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
