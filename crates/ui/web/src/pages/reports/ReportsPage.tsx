import { DownloadOutlined } from '@ant-design/icons';
import { Button, Table } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { Link } from 'react-router';
import { useCatalog } from '../../api/catalog';
import { reportWorkbook } from '../../api/reports';
import type { Named, Span } from '../../api/types';
import { PageHead } from '../../components/PageHead';
import { Section } from '../../components/Section';
import { SpanChooser } from '../../components/span/SpanChooser';
import { daysOf, daysText, spanQuery } from '../../components/span/span';
import { usePlaceName } from '../../components/span/usePlaceName';
import { useSpan } from '../../components/span/useSpan';
import { useLang, useRead } from '../../i18n/words';
import { useSession } from '../../session/SessionContext';
import { PURPOSES, type Purpose } from './purposes';
import { useReportWords } from './words';

/** The reports offices print, and what each is for. */
export default function ReportsPage() {
  const say = useReportWords();
  const { today } = useSession();
  const [span, choose] = useSpan();
  const place = usePlaceName(span.under);
  const days = daysOf(span, today);
  const columns = useColumns(span);
  return (
    <>
      <PageHead title={say('title')} actions={<SpanChooser span={span} onSpan={choose} />} />
      <Section title={[place, days ? daysText(days) : ''].filter(Boolean).join('　')} note={say('hint')}>
        <Table<Named>
          size="small"
          rowKey="name"
          columns={columns}
          dataSource={useCatalog().catalog.reports}
          pagination={false}
          scroll={{ x: 'max-content' }}
        />
      </Section>
    </>
  );
}

function useColumns(span: Span): ColumnsType<Named> {
  const say = useReportWords();
  const read = useRead();
  const lang = useLang();
  const purpose = (name: string) => PURPOSES.find((known): known is Purpose => known === name);
  return [
    { key: 'name', title: say('name'), dataIndex: 'name', width: 72 },
    {
      key: 'report',
      title: say('report'),
      render: (_, report) => (
        <Link to={`/reports/${report.name}?${spanQuery(span)}`}>
          <strong>{read(report.label)}</strong>
        </Link>
      ),
    },
    {
      key: 'purpose',
      title: say('purpose'),
      render: (_, report) => {
        const known = purpose(report.name);
        return known ? say(known) : null;
      },
    },
    {
      key: 'workbook',
      title: say('file'),
      align: 'right',
      render: (_, report) => (
        <Button
          icon={<DownloadOutlined />}
          href={reportWorkbook(report.name, span, lang)}
          download
          aria-label={say('download', { name: read(report.label) })}
        >
          {say('workbook')}
        </Button>
      ),
    },
  ];
}
