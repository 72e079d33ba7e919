import type { ColumnsType } from 'antd/es/table';
import { Flex, Tooltip } from 'antd';
import { Link } from 'react-router';
import { fieldLabel, fieldOf, useCatalog } from '../../api/catalog';
import type { RowShown } from '../../api/types';
import { useRead } from '../../i18n/words';
import { moment, stake } from '../../look/format';
import { DaysLeft, Mark, StatusTag } from '../StatusTag';
import { useCommonWords } from '../words';
import { useTableWords } from './words';

/** The columns of a list: what every record has, called as its kind calls it. */
export function useColumns(kindName: string | undefined): ColumnsType<RowShown> {
  const say = useTableWords();
  const read = useRead();
  const kind = useCatalog().kind(kindName ?? '');
  const named = (field: string | null | undefined, otherwise: string) =>
    field && kind ? read(fieldLabel(kind, field)) : otherwise;
  const has = (field: string | null | undefined) => !kindName || Boolean(field);
  const columns: (ColumnsType<RowShown>[number] | false)[] = [
    !kindName && { key: 'kind', title: say('kind'), width: 110, render: (_, row) => <KindName row={row} /> },
    has(kind?.number_field) && { key: 'number', title: named(kind?.number_field, say('number')), dataIndex: 'number', width: 190 },
    { key: 'title', title: say('title'), render: (_, row) => <Title row={row} /> },
    has(kind?.mark) && { key: 'mark', title: named(kind?.mark, ''), width: 96, render: (_, row) => <MarkName row={row} /> },
    { key: 'status', title: say('status'), width: 118, render: (_, row) => <StatusTag kind={row.kind} status={row.status} /> },
    has(kind?.place.road_code ?? kind?.place.stake_start) && { key: 'road', title: say('road'), width: 170, render: (_, row) => roadText(row) },
    { key: 'place', title: say('place'), dataIndex: 'place', width: 190 },
    has(kind?.due) && { key: 'due', title: named(kind?.due, say('due')), width: 130, render: (_, row) => <Due row={row} /> },
    { key: 'flags', title: say('flags'), width: 96, render: (_, row) => <Flags row={row} /> },
    { key: 'files', title: say('files'), dataIndex: 'files', width: 64, align: 'right', render: (count: number) => count || '' },
    { key: 'updated', title: say('updated'), width: 150, render: (_, row) => moment(row.updated_ms) },
  ];
  return columns.filter((column) => column !== false);
}

function KindName({ row }: { row: RowShown }) {
  const kind = useCatalog().kind(row.kind);
  return <>{useRead()(kind?.label ?? { zh: row.kind, en: row.kind })}</>;
}

function Title({ row }: { row: RowShown }) {
  return (
    <Link to={`/r/${row.id}`} className="typed" onClick={(event) => event.stopPropagation()}>
      {row.title || row.number || row.id}
    </Link>
  );
}

/** The code that marks a record, as its list calls it. */
export function MarkName({ row }: { row: Pick<RowShown, 'kind' | 'mark'> }) {
  const book = useCatalog();
  const read = useRead();
  const kind = book.kind(row.kind);
  const field = fieldOf(kind, kind?.mark ?? '');
  const code = field?.type === 'code' ? book.code(field.codes, row.mark ?? '') : undefined;
  return <>{code ? read(code.label) : row.mark}</>;
}

/** The road and where on it. */
export function roadText(row: Pick<RowShown, 'road' | 'stake'>): string {
  const stakes = row.stake ? [...new Set(row.stake)].map(stake).join('–') : '';
  return [row.road, stakes].filter(Boolean).join(' ');
}

function Due({ row }: { row: RowShown }) {
  if (!row.due_on) return null;
  return (
    <Tooltip title={row.due_on}>
      <span>
        <DaysLeft days={row.days_left} />
      </span>
    </Tooltip>
  );
}

/** What somebody should know before opening it. */
function Flags({ row }: { row: RowShown }) {
  const say = useCommonWords();
  return (
    <Flex gap={4} wrap>
      {row.conflicts > 0 ? <Mark colour="orange">{say('in_conflict')}</Mark> : null}
      {row.unsent ? <Mark colour="none">{say('unsent')}</Mark> : null}
    </Flex>
  );
}
