import { PageHead } from '../../components/PageHead';
import { RecordTable } from '../../components/table/RecordTable';
import { useConflictsWords } from './words';

const IN_CONFLICT = { conflict: true };

/** Records that people disagree about. */
export default function ConflictsPage() {
  const say = useConflictsWords();
  return (
    <>
      <PageHead title={say('title')} />
      <p>{say('hint')}</p>
      <RecordTable fixed={IN_CONFLICT} empty={say('none')} />
    </>
  );
}
