import { Table } from 'antd';
import { useNavigate } from 'react-router';
import type { RowShown } from '../api/types';
import { EmptyHint } from './EmptyHint';
import { useColumns } from './table/columns';

/** Rows of one page. */
export const PAGE = 50;

interface RowListProps {
  rows: RowShown[] | undefined;
  loading: boolean;
  empty: string;
  /** The rows are one page of more; otherwise they are all there is. */
  paged?: { page: number; all: number; turn: (page: number) => void };
}

/** Records that belong together: those behind a figure, those of a deadline. */
export function RowList({ rows, loading, empty, paged }: RowListProps) {
  const kinds = new Set(rows?.map((row) => row.kind));
  const columns = useColumns(kinds.size === 1 ? rows?.[0]?.kind : undefined);
  const navigate = useNavigate();
  return (
    <Table<RowShown>
      rowKey="id"
      size="small"
      columns={columns}
      dataSource={rows}
      loading={loading}
      scroll={{ x: 'max-content' }}
      locale={{ emptyText: rows ? <EmptyHint hint={empty} /> : ' ' }}
      rowClassName="row"
      onRow={(row) => ({ onClick: () => void navigate(`/r/${row.id}`) })}
      pagination={{
        pageSize: PAGE,
        hideOnSinglePage: true,
        showSizeChanger: false,
        ...(paged && { current: paged.page, total: paged.all, onChange: paged.turn }),
      }}
    />
  );
}
