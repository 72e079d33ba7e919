import { RecordTable } from '../../components/table/RecordTable';

const IN_CONFLICT = { conflict: true };

/** Records that people disagree about. */
export default function ConflictsPage() {
  return <RecordTable fixed={IN_CONFLICT} />;
}
