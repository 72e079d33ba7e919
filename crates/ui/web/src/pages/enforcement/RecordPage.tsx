import { Skeleton } from 'antd';
import { useState } from 'react';
import { Navigate, useNavigate, useParams } from 'react-router';
import { useSheet } from '../../api/records';
import type { Sheet } from '../../api/types';
import { PageHead } from '../../components/PageHead';
import { ProblemNote } from '../../components/ProblemNote';
import { RecordForm } from './RecordForm';
import { useEnforcementWords } from './words';
import './enforcement.css';

/** The second half of a case: whom, which vehicle, and what was done on the spot. */
export default function RecordPage() {
  const { id = '' } = useParams();
  const sheet = useSheet(id);
  if (sheet.error && !sheet.data) return <ProblemNote error={sheet.error} onAgain={() => void sheet.refetch()} />;
  if (!sheet.data) return <Skeleton active />;
  return <Opened key={id} sheet={sheet.data} />;
}

function Opened({ sheet }: { sheet: Sheet }) {
  const say = useEnforcementWords();
  const navigate = useNavigate();
  const to = `/r/${sheet.row.id}`;
  // As it stood when the page was opened: once completed it offers this step no longer.
  const [offer] = useState(() => sheet.offers.find((one) => one.event === 'record'));
  // A case that is past this step, or is not this person's, is shown as it stands.
  if (!offer) return <Navigate to={to} replace />;
  return (
    <>
      <PageHead title={say('record_title')} beside={<span className="typed hint">{sheet.row.title}</span>} />
      <RecordForm sheet={sheet} offer={offer} onDone={() => void navigate(to)} />
    </>
  );
}
