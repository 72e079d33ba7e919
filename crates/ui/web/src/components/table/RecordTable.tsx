import { Table } from 'antd';
import { useRecords } from '../../api/records';
import type { RowShown } from '../../api/types';
import type { RecordTableProps } from './types';

/** A list of records, paged by the program; its filters live in the address bar. */
export function RecordTable({ kind, fixed }: RecordTableProps) {
  const page = useRecords({ ...fixed, kind });
  return <Table<RowShown> rowKey="id" dataSource={page.data?.rows} loading={page.isFetching} />;
}
