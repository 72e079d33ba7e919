import { useQueries } from '@tanstack/react-query';
import { Table } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useState } from 'react';
import { Link } from 'react-router';
import { boardQuery, figuresQuery } from '../../api/board';
import type { Board, BoardRow, Span } from '../../api/types';
import { FigureLink } from '../../components/span/FigureLink';
import { spanQuery } from '../../components/span/span';
import { count } from '../../look/format';
import { dueAddress } from '../due/bands';
import { DeadlineBar } from './DeadlineBar';
import { openCounts, overdueOf, treeOf, type TreeRow } from './tree';
import { useBoardWords } from './words';

interface Props {
  board: Board;
  span: Span;
}

/** The four levels as a tree: a division is opened when somebody wants to see below it. */
export function BoardTable({ board, span }: Props) {
  const say = useBoardWords();
  const [opened, setOpened] = useState<string[]>([]);
  const unders = [board.under.code, ...opened];
  const below = useQueries({ queries: opened.map((code) => boardQuery({ ...span, under: code })) });
  const figures = useQueries({ queries: unders.map((code) => figuresQuery('hazards_open', { ...span, under: code })) });
  const loaded = new Map(below.flatMap(({ data }) => (data ? [[data.under.code, data] as const] : [])));
  const open = openCounts(figures.map((answer) => answer.data), unders);
  const columns = useColumns(span);
  const whole: TreeRow = { key: 'sum', row: board.whole, open: open.get(board.under.code) };
  return (
    <Table<TreeRow>
      size="small"
      rowKey="key"
      columns={columns}
      dataSource={treeOf(board, loaded, open)}
      pagination={false}
      loading={below.some((answer) => answer.isPending)}
      scroll={{ x: 'max-content' }}
      expandable={{
        expandedRowKeys: opened,
        onExpand: (expand, { key }) =>
          setOpened((before) => (expand ? [...before, key] : before.filter((code) => code !== key))),
      }}
      summary={() => (
        <Table.Summary.Row className="board-sum">
          {columns.map((column, at) => (
            <Table.Summary.Cell key={column.key} index={at} align={column.align}>
              {at === 0
                ? say('sum', { name: board.under.name })
                : (column.render?.(undefined, whole, 0) as React.ReactNode)}
            </Table.Summary.Cell>
          ))}
        </Table.Summary.Row>
      )}
    />
  );
}

function useColumns(span: Span): ColumnsType<TreeRow> {
  const say = useBoardWords();
  const number = (key: string, title: string, cell: (row: BoardRow, tree: TreeRow) => React.ReactNode) => ({
    key,
    title,
    align: 'right' as const,
    render: (_: unknown, tree: TreeRow) => cell(tree.row, tree),
  });
  const figure = (measure: string, n: number, row: BoardRow, name: string) => (
    <FigureLink
      measure={measure}
      span={span}
      under={row.division.code}
      n={n}
      label={`${row.division.name} ${name} ${count(n)}`}
    />
  );
  const share = (ratio: string, measure: string, row: BoardRow, name: string) => {
    const [text, of, to] = row.ratios[ratio] ?? ['—', 0, 0];
    const label = say('share_of', { name, text, of, to });
    return <FigureLink measure={measure} span={span} under={row.division.code} n={to} text={text} label={label} />;
  };
  return [
    { key: 'division', title: say('division'), render: (_, { row }) => <DivisionName row={row} span={span} /> },
    number('found', say('found'), (row) => figure('hazards_found', row.figures.hazards_found ?? 0, row, say('found'))),
    number('confirmed', say('confirmed'), (row) =>
      figure('hazards_confirmed', row.figures.hazards_confirmed ?? 0, row, say('confirmed')),
    ),
    number('rectified', say('rectified'), (row) =>
      figure('hazards_confirmed_closed', row.ratios.rectification_rate?.[1] ?? 0, row, say('rectified')),
    ),
    number('rate', say('rate'), (row) => share('rectification_rate', 'hazards_confirmed', row, say('rate'))),
    number('on_time', say('on_time'), (row) => share('on_time_rate', 'hazards_due', row, say('on_time'))),
    number('open', say('open'), (row, tree) =>
      tree.open === undefined ? '…' : figure('hazards_open', tree.open, row, say('open')),
    ),
    number('overdue', say('overdue'), (row) => <Overdue row={row} name={say('overdue')} />),
    number('listed', say('listed'), (row) => figure('listed_active', row.figures.listed_active ?? 0, row, say('listed'))),
    {
      key: 'deadlines',
      title: say('deadlines'),
      render: (_, { row }) => <DeadlineBar deadlines={row.deadlines} under={row.division.code} />,
    },
  ];
}

/** A name leads one level down, where there is one. */
function DivisionName({ row, span }: { row: BoardRow; span: Span }) {
  const { code, name } = row.division;
  if (!row.opens) return <span className="typed">{name}</span>;
  return <Link to={`/board?${spanQuery({ ...span, under: code })}`}>{name}</Link>;
}

function Overdue({ row, name }: { row: BoardRow; name: string }) {
  const n = overdueOf(row);
  if (n === 0) return '0';
  const label = `${row.division.name} ${name} ${count(n)}`;
  return (
    <Link to={dueAddress({ under: row.division.code, band: 'overdue' })} aria-label={label} title={label}>
      {count(n)}
    </Link>
  );
}
