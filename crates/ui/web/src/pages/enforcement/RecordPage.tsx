import { Skeleton } from 'antd';
import { Navigate, useNavigate, useParams } from 'react-router';
import { useSheet } from '../../api/records';
import { PageHead } from '../../components/PageHead';
import { ProblemNote } from '../../components/ProblemNote';
import { RecordForm } from './RecordForm';
import { useEnforcementWords } from './words';
import './enforcement.css';

/** The second half of a case: whom, which vehicle, and what was done on the spot. */
export default function RecordPage() {
  const say = useEnforcementWords();
  const { id = '' } = useParams();
  const navigate = useNavigate();
  const sheet = useSheet(id);
  if (sheet.error && !sheet.data) return <ProblemNote error={sheet.error} onAgain={() => void sheet.refetch()} />;
  if (!sheet.data) return <Skeleton active />;
  const offer = sheet.data.offers.find((one) => one.event === 'record');
  // A case that is past this step, or is not this person's, is shown as it stands.
  if (!offer) return <Navigate to={`/r/${id}`} replace />;
  return (
    <>
      <PageHead title={say('record_title')} beside={<span className="typed hint">{sheet.data.row.title}</span>} />
      <RecordForm key={id} sheet={sheet.data} offer={offer} onDone={() => void navigate(`/r/${id}`)} />
    </>
  );
}
