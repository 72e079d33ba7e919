import { DeleteOutlined } from '@ant-design/icons';
import { Button, Flex, Input, Popconfirm, Table } from 'antd';
import { Link } from 'react-router';
import { Section } from '../../components/Section';
import { Mark } from '../../components/StatusTag';
import { useRead } from '../../i18n/words';
import type { StatusColour } from '../../look/theme';
import type { Progress, Row } from './batch';
import type { Party } from './parties';
import type { Batch } from './useBatch';
import { useAgreementWords } from './words';

type Column = Exclude<keyof Party, 'key' | 'division' | 'from' | 'shown'>;

const COLUMNS: { name: Column; width: number }[] = [
  { name: 'org', width: 160 },
  { name: 'name', width: 120 },
  { name: 'phone', width: 140 },
  { name: 'idNo', width: 200 },
  { name: 'address', width: 150 },
  { name: 'plate', width: 110 },
];

const COLOUR: Record<Progress['state'], StatusColour> = {
  waiting: 'none',
  doing: 'none',
  issued: 'green',
  drafted: 'yellow',
  refused: 'red',
};

/** Everybody of the batch, to be mended before it starts and read after it ended. */
export function PartyRows({ batch }: { batch: Batch }) {
  const say = useAgreementWords();
  const { rows } = batch;
  if (rows.length === 0) return null;
  const used = COLUMNS.filter(({ name }) => name === 'name' || name === 'phone' || rows.some((row) => row.party[name] !== ''));
  return (
    <Section title={say('rows', { n: rows.length })} beside={<Clearing batch={batch} />}>
      <Table<Row>
        virtual
        size="small"
        rowKey={(row) => row.party.key}
        dataSource={rows}
        pagination={false}
        scroll={{ x: used.reduce((sum, column) => sum + column.width, 350), y: Math.min(420, 60 * rows.length) }}
        columns={[
          { key: 'no', title: say('no'), width: 60, render: (_, __, at) => at + 1 },
          ...used.map(({ name, width }) => ({
            key: name,
            title: say(`col_${name}`),
            width,
            render: (_: unknown, row: Row, at: number) => <PartyCell row={row} name={name} at={at} batch={batch} />,
          })),
          { key: 'result', title: say('result'), width: 230, render: (_, row) => <Result row={row} /> },
          { key: 'drop', title: say('do'), width: 60, render: (_, row, at) => <Drop row={row} at={at} batch={batch} /> },
        ]}
      />
    </Section>
  );
}

interface CellProps {
  row: Row;
  at: number;
  batch: Batch;
}

/** What was made says what it says; a mistake in it is mended on its own sheet. */
function isFixed(row: Row, batch: Batch): boolean {
  return batch.running || !['waiting', 'refused'].includes(row.progress.state);
}

function PartyCell({ row, name, at, batch }: CellProps & { name: Column }) {
  const say = useAgreementWords();
  const text = row.party[name];
  if (isFixed(row, batch)) return <>{text || (name === 'name' ? row.party.shown : '')}</>;
  return (
    <Input
      aria-label={say('cell', { n: at + 1, what: say(`col_${name}`) })}
      value={text}
      placeholder={row.party.from ? (name === 'name' ? row.party.shown : say('from_ledger_cell')) : undefined}
      onChange={(event) => batch.change(row.party.key, { [name]: event.target.value })}
    />
  );
}

function Drop({ row, at, batch }: CellProps) {
  const say = useAgreementWords();
  if (isFixed(row, batch)) return null;
  return (
    <Button
      type="text"
      icon={<DeleteOutlined />}
      aria-label={say('drop', { n: at + 1 })}
      onClick={() => batch.drop(row.party.key)}
    />
  );
}

function Result({ row: { progress } }: { row: Row }) {
  const say = useAgreementWords();
  const read = useRead();
  const why = 'why' in progress ? progress.why.map(read).join(' ') : '';
  return (
    <div className="typed">
      <Flex gap={8}>
        <Mark colour={COLOUR[progress.state]}>{say(`is_${progress.state}`)}</Mark>
        {'id' in progress && progress.id ? <Link to={`/r/${progress.id}`}>{say('open')}</Link> : null}
      </Flex>
      {why === '' ? null : <div className="said">{why}</div>}
    </div>
  );
}

function Clearing({ batch }: { batch: Batch }) {
  const say = useAgreementWords();
  if (batch.running) return null;
  const issued = batch.rows.some((row) => row.progress.state === 'issued');
  return (
    <Flex wrap gap={8}>
      {issued ? (
        <Button size="small" onClick={batch.dropIssued}>
          {say('drop_issued')}
        </Button>
      ) : null}
      <Popconfirm title={say('drop_all_sure')} onConfirm={batch.dropAll} okText={say('yes_drop')}>
        <Button size="small">{say('drop_all')}</Button>
      </Popconfirm>
    </Flex>
  );
}
