import { Button, Skeleton } from 'antd';
import { reportWorkbook, useReport } from '../../api/reports';
import type { Cell, Filled, Part } from '../../api/types';
import { EmptyHint } from '../../components/EmptyHint';
import { LinkButton } from '../../components/LinkButton';
import { PageHead } from '../../components/PageHead';
import { ProblemNote } from '../../components/ProblemNote';
import { useLang, useRead } from '../../i18n/words';
import { numberText } from '../reports/report';
import { useEnforcementWords } from './words';
import '../../components/form/form.css';
import './enforcement.css';

const REPORT = 'R12';

/** The list that goes to the brigade with the papers, for typing into the national system. */
export default function HandoverPage() {
  const say = useEnforcementWords();
  const lang = useLang();
  const report = useReport(REPORT, {}, lang);
  return (
    <>
      <div className="no-print">
        <PageHead
          title={say('handover')}
          beside={<span className="hint">{say('handover_hint')}</span>}
          actions={
            <>
              <Button href={reportWorkbook(REPORT, {}, lang)}>{say('workbook')}</Button>
              <Button type="primary" onClick={() => window.print()}>
                {say('print')}
              </Button>
            </>
          }
        />
      </div>
      {report.error && !report.data ? <ProblemNote error={report.error} onAgain={() => void report.refetch()} /> : null}
      {report.data ? <Sheet filled={report.data} /> : null}
      {report.isPending ? <Skeleton active /> : null}
    </>
  );
}

function Sheet({ filled }: { filled: Filled }) {
  const say = useEnforcementWords();
  const read = useRead();
  if (filled.parts.every((part) => part.rows.length === 0)) {
    return (
      <EmptyHint hint={say('handover_empty')}>
        <LinkButton to="/enforcement">{say('to_list')}</LinkButton>
      </EmptyHint>
    );
  }
  return (
    <article className="handover">
      <h2 className="handover-title">{read(filled.title)}</h2>
      <p className="handover-line">
        <span>{say('from_unit', { place: filled.place })}</span>
        <span>{say('made_on', { day: filled.made_on })}</span>
      </p>
      {filled.parts.map((part, at) => (
        <Rows key={at} part={part} />
      ))}
      <p className="handover-line handover-signs typed">
        <span>{say('sign_from')}</span>
        <span>{say('sign_to')}</span>
        <span>{say('sign_day')}</span>
      </p>
    </article>
  );
}

function Rows({ part }: { part: Part }) {
  const read = useRead();
  return (
    <div className="handover-scroll" role="region" aria-label={read(part.title)} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {part.columns.map((column) => (
              <th key={column.name} scope="col">
                {read(column.label)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {part.rows.map((row, at) => (
            <tr key={at}>
              {row.map((cell, column) => (
                <td key={column} className="typed">
                  {cellText(cell, read)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function cellText(cell: Cell, read: ReturnType<typeof useRead>): string {
  if ('text' in cell) return read(cell.text);
  if ('share' in cell) return cell.share.text;
  return numberText(cell.number.units, cell.number.decimals);
}
