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
  const columns: (ColumnsType<RowShown>[number] | false | '' | null | undefined)[] = [
    !kindName && { key: 'kind', title: say('kind'), width: 110, render: (_, row) => <KindName row={row} /> },
    { key: 'title', title: say('title'), width: 300, render: (_, row) => <Title row={row} /> },
    kind?.mark && { key: 'mark', title: named(kind.mark, ''), width: 96, render: (_, row) => <MarkName row={row} /> },
    { key: 'status', title: say('status'), width: 110, render: (_, row) => <StatusTag kind={row.kind} status={row.status} /> },
    { key: 'place', title: say('place'), width: 210, render: (_, row) => <Where row={row} /> },
    has(kind?.due) && { key: 'due', title: named(kind?.due, say('due')), width: 130, render: (_, row) => <Due row={row} /> },
    { key: 'flags', title: say('flags'), width: 96, render: (_, row) => <Flags row={row} /> },
    kindName && { key: 'files', title: say('files'), dataIndex: 'files', width: 60, align: 'right', render: (count: number) => count || '' },
    { key: 'updated', title: say('updated'), width: 150, render: (_, row) => moment(row.updated_ms) },
  ];
  return columns.filter((column) => !!column);
}

function KindName({ row }: { row: RowShown }) {
  const kind = useCatalog().kind(row.kind);
  return <>{useRead()(kind?.label ?? { zh: row.kind, en: row.kind })}</>;
}

/** What it is, and its number below. */
function Title({ row }: { row: RowShown }) {
  return (
    <div className="typed">
      <Link to={`/r/${row.id}`} onClick={(event) => event.stopPropagation()}>
        {row.title || row.number || row.id}
      </Link>
      {row.title && row.number ? <div className="hint">{row.number}</div> : null}
    </div>
  );
}

/** Where it lies, and the road and stake below. */
function Where({ row }: { row: RowShown }) {
  const road = roadText(row);
  return (
    <div className="typed">
      {row.place}
      {road ? <div className="hint">{road}</div> : null}
    </div>
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
function roadText(row: Pick<RowShown, 'road' | 'stake'>): string {
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
