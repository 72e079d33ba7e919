import { DownloadOutlined, PrinterOutlined } from '@ant-design/icons';
import { Button, Skeleton } from 'antd';
import { Link, useParams } from 'react-router';
import { reportWorkbook, useReport } from '../../api/reports';
import type { Filled, Span } from '../../api/types';
import { useCatalog } from '../../api/catalog';
import { PageHead } from '../../components/PageHead';
import { ProblemNote } from '../../components/ProblemNote';
import { SpanChooser } from '../../components/span/SpanChooser';
import { daysText, spanQuery } from '../../components/span/span';
import { useSpan } from '../../components/span/useSpan';
import { useLang, useRead } from '../../i18n/words';
import { Paragraph } from './Paragraph';
import { PartTable } from './PartTable';
import { useReportWords } from './words';
import './reports.css';

/** One report, as it will be on paper. */
export default function ReportPage() {
  const say = useReportWords();
  const read = useRead();
  const lang = useLang();
  const { name = '' } = useParams();
  const [span, choose] = useSpan();
  const report = useReport(name, span, lang);
  const known = useCatalog().report(name);
  return (
    <div className="report-page print-landscape">
      <PageHead
        title={known ? read(known.label) : name}
        beside={
          <Link className="no-print" to={`/reports?${spanQuery(span)}`}>
            {say('back')}
          </Link>
        }
        actions={
          <>
            <SpanChooser span={span} onSpan={choose} />
            <Button icon={<DownloadOutlined />} href={reportWorkbook(name, span, lang)} download>
              {say('workbook')}
            </Button>
            <Button icon={<PrinterOutlined />} title={say('page')} onClick={() => window.print()}>
              {say('print')}
            </Button>
          </>
        }
      />
      {report.error ? <ProblemNote error={report.error} onAgain={() => void report.refetch()} /> : null}
      {report.isPending ? <Skeleton active /> : null}
      {report.data ? <Sheet filled={report.data} span={span} /> : null}
    </div>
  );
}

function Sheet({ filled, span }: { filled: Filled; span: Span }) {
  const say = useReportWords();
  return (
    <article className="report">
      <p className="report-line">
        <span className="typed">{say('unit', { place: filled.place })}</span>
        <span>{say('period', { period: daysText(filled.period) })}</span>
        <span>{say('made_on', { day: filled.made_on })}</span>
      </p>
      {filled.parts.map((part, at) =>
        part.text ? (
          <Paragraph key={at} part={part} text={part.text} filled={filled} span={span} />
        ) : (
          <PartTable key={`${filled.name} ${String(at)}`} part={part} span={span} />
        ),
      )}
      <p className="report-sign">
        <span>{say('sign_org')}</span>
        <span>{say('sign_head')}</span>
        <span>{say('sign_check')}</span>
        <span>{say('sign_by')}</span>
        <span>{say('sign_day')}</span>
      </p>
    </article>
  );
}
