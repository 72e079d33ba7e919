import { FieldRow } from './form/FieldRow';
import type { FormState } from './form/types';
import { VillageChips } from './VillageChips';

/** Where something lies: searched by name, or one of the own villages by a press. */
export function VillageField({ form }: { form: FormState }) {
  return (
    <div className="field village-field" data-wide="true">
      <FieldRow form={form} name="division" />
      <VillageChips chosen={form.values.division ?? ''} onChoose={(code) => form.set('division', code)} />
    </div>
  );
}
