import { Button, Flex, Table } from 'antd';
import { useCallback, useEffect } from 'react';
import { useNavigate } from 'react-router';
import { useCatalog } from '../../api/catalog';
import { useRecords } from '../../api/records';
import type { RowShown } from '../../api/types';
import { useRead } from '../../i18n/words';
import { count } from '../../look/format';
import { useSession } from '../../session/SessionContext';
import { EmptyHint } from '../EmptyHint';
import { ProblemNote } from '../ProblemNote';
import { useColumns } from './columns';
import { Filters } from './Filters';
import type { RecordTableProps } from './types';
import { PAGE_ROWS, useAsk, type AskState } from './useAsk';
import { useRowKeys } from './useRowKeys';
import { useTableWords } from './words';
import './table.css';

const NONE: RowShown[] = [];

/** A list of records, paged by the program; its filters live in the address bar. */
export function RecordTable({ kind, fixed, marked, onMark, onOpen, empty }: RecordTableProps) {
  const say = useTableWords();
  const navigate = useNavigate();
  const known = useCatalog().kind(kind ?? '');
  const state = useAsk(kind, fixed);
  const page = useRecords(state.ask);
  const columns = useColumns(kind);
  const rows = page.data?.rows ?? NONE;
  const open = useCallback(
    (row: RowShown | undefined) => {
      if (!row) return;
      if (onOpen) onOpen(row);
      else void navigate(`/r/${row.id}`);
    },
    [onOpen, navigate],
  );
  const openAt = useCallback((at: number) => open(rows[at]), [open, rows]);
  const at = useRowKeys(rows.length, openAt);
  useEffect(() => {
    document.querySelector('.row-here')?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  return (
    <>
      <Filters key={kind} state={state} kind={known} page={page.data} fixed={Object.keys(fixed ?? {})} />
      {page.error ? <ProblemNote error={page.error} onAgain={() => void page.refetch()} /> : null}
      <Table<RowShown>
        rowKey="id"
        size="small"
        columns={columns}
        dataSource={rows}
        loading={page.isPending && !page.error}
        // An empty table that scrolls could not be reached by the keyboard.
        scroll={rows.length > 0 ? { x: 'max-content' } : undefined}
        locale={{ emptyText: page.data ? <Nothing kind={kind} state={state} empty={empty} /> : ' ' }}
        rowClassName={(_, number) => (number === at ? 'row row-here' : 'row')}
        onRow={(row) => ({ onClick: () => open(row) })}
        rowSelection={
          onMark && { selectedRowKeys: marked, preserveSelectedRowKeys: true, onChange: (keys) => onMark(keys.map(String)) }
        }
        pagination={{
          current: state.page,
          pageSize: PAGE_ROWS,
          total: page.data?.all ?? 0,
          hideOnSinglePage: true,
          showSizeChanger: false,
          onChange: (number) => state.filter({ page: String(number) }),
        }}
      />
      {rows.length > 0 ? (
        <Flex wrap gap={16} className="hint no-print">
          <span>{say('total', { n: count(page.data?.all ?? 0) })}</span>
          <span>{say('keys')}</span>
        </Flex>
      ) : null}
    </>
  );
}

/** An empty list says whether a filter made it so, and what to do next. */
function Nothing({ kind, state, empty }: { kind?: string; state: AskState; empty?: string }) {
  const say = useTableWords();
  const read = useRead();
  const navigate = useNavigate();
  const { role } = useSession();
  const known = useCatalog().kind(kind ?? '');
  if (state.filtered) {
    return (
      <EmptyHint hint={say('empty_filtered')}>
        <Button onClick={state.clear}>{say('clear_filters')}</Button>
      </EmptyHint>
    );
  }
  if (!known || empty) return <EmptyHint hint={empty ?? say('empty_any')} />;
  const label = read(known.label);
  return (
    <EmptyHint hint={say('empty', { kind: label })}>
      {known.create.includes(role) ? (
        <Button type="primary" onClick={() => void navigate(`/k/${known.name}/new`)}>
          {say('add', { kind: label })}
        </Button>
      ) : null}
    </EmptyHint>
  );
}
