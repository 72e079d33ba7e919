/** What the law stands against a case, said apart from what is merely typed wrong or missing. */
import type { Complaint } from '../../api/types';
import type { FormState } from '../../components/form/types';

/** The complaints of the guards that the catalog names for the step. */
export function guardsOf(form: FormState, event: string): Complaint[] {
  const names = form.kind.events.filter((row) => row.name === event).flatMap((row) => row.guard);
  return (form.checked?.complaints ?? []).filter((one) => names.includes(one.code));
}
