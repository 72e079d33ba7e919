import { useParams } from 'react-router';
import { RecordTable } from '../../components/table/RecordTable';

/** All records of one kind. */
export default function KindPage() {
  const { kind } = useParams();
  return <RecordTable kind={kind} />;
}
