import { Skeleton } from 'antd';
import { useSheet } from '../../api/records';
import { PageHead } from '../PageHead';
import { ProblemNote } from '../ProblemNote';

/** Everything about one record, and what can be done with it. */
export function RecordSheet({ id }: { id: string }) {
  const sheet = useSheet(id);
  if (sheet.error && !sheet.data) return <ProblemNote error={sheet.error} onAgain={() => void sheet.refetch()} />;
  if (!sheet.data) return <Skeleton active />;
  return <PageHead title={sheet.data.row.title} />;
}
