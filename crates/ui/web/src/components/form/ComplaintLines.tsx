import type { Complaint } from '../../api/types';
import { useRead } from '../../i18n/words';

interface Props {
  id: string;
  complaints: Complaint[];
  /** Something to look at again; the form can be saved. */
  mild?: boolean;
}

/** What is wrong with a field, in the reader's language, right below it. */
export function ComplaintLines({ id, complaints, mild }: Props) {
  const read = useRead();
  return (
    <div id={id} className={mild ? 'said said-mild' : 'said'} aria-live="polite">
      {complaints.map((complaint, number) => (
        <div key={number} className="typed">
          {read(complaint)}
        </div>
      ))}
    </div>
  );
}
