/**
 * The legal guards of a case stand against no field by themselves. Here each is shown beside the
 * field that settles it; what they demand is the program's to say.
 */
import type { Complaint } from '../../api/types';
import type { FormState } from '../../components/form/types';
import { withComplaints } from '../../components/lacking';

const SETTLED_BY: Record<string, string> = {
  simple_procedure: 'procedure',
  two_officers: 'officers',
  measure_receipts: 'measures',
  breath_value: 'breath_mg',
  no_penalty_under_14: 'outcome',
  auxiliary_draft_only: 'procedure',
};

export interface Guarded {
  /** The form with every guard beside its field. */
  form: FormState;
  /** What the law stands against, each with the field that settles it. */
  guards: Complaint[];
}

export function guarded(form: FormState): Guarded {
  const guards = form.others.flatMap((one) => {
    const field = one.field === null ? SETTLED_BY[one.code] : undefined;
    return field ? [{ ...one, field }] : [];
  });
  const others = form.others.filter((one) => one.field !== null || !(one.code in SETTLED_BY));
  return { form: withComplaints({ ...form, others }, guards), guards };
}
