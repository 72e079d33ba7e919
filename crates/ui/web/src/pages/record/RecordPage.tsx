import { useParams } from 'react-router';
import { RecordSheet } from '../../components/sheet/RecordSheet';

export default function RecordPage() {
  const { id = '' } = useParams();
  return <RecordSheet key={id} id={id} />;
}
