import { App, Button } from 'antd';
import { useState } from 'react';
import { useSave } from '../../api/records';
import { run } from '../../api/run';
import type { Offer, Sheet } from '../../api/types';
import { Section } from '../../components/Section';
import { CodeChips } from '../../components/CodeChips';
import { FieldRow } from '../../components/form/FieldRow';
import { DraftNote, FormFoot } from '../../components/form/FormFoot';
import { FormFrame, MoreFields, useSaved } from '../../components/form/KindForm';
import type { FormState } from '../../components/form/types';
import { useKindForm } from '../../components/form/useKindForm';
import { entries, sheetValues } from '../../components/form/values';
import { ProblemNote } from '../../components/ProblemNote';
import { GuardPane } from './GuardPane';
import { guardsOf } from './guards';
import { ViolationPicker } from './ViolationPicker';
import { useEnforcementWords } from './words';

const PARTY = ['party_name', 'party_id_no', 'party_sex', 'party_age', 'party_phone', 'licence_no', 'licence_class', 'licence_state', 'travel_mode'];
const VEHICLE = ['plate', 'plate_kind', 'vehicle_type', 'vehicle_use', 'unplated_feature'];
const TEST = ['breath_mg', 'breath_refused', 'blood_sample_no', 'device_no', 'calibrated_until'];
const DECIDED = ['fine_yuan', 'doc_kind', 'official_no', 'party_signed', 'delivered_at', 'measures', 'statement'];
const FIRST = ['violations', 'officers', ...PARTY, ...VEHICLE, ...TEST, 'procedure', 'outcome', ...DECIDED];

interface Props {
  sheet: Sheet;
  offer: Offer;
  onDone: () => void;
}

export function RecordForm({ sheet, offer, onDone }: Props) {
  const say = useEnforcementWords();
  const saved = useSaved(onDone);
  const [target] = useState({ sheet, offer });
  const form = useKindForm({ target, first: FIRST, onSaved: saved });
  const guards = guardsOf(form, offer.event);
  const points = sheet.fields.find((shown) => shown.field === 'points_shown')?.value;
  return (
    <FormFrame form={form}>
      <DraftNote form={form} />
      <div className="two-columns">
        <div>
          <Fields form={form} />
          <MoreFields form={form} />
          <FormFoot form={form} />
          <KeepOnly form={form} sheet={sheet} label={say('keep_only')} />
        </div>
        <GuardPane guards={guards} clocks={sheet.clocks} points={typeof points === 'number' ? points : null} asked={form.checked !== null} />
      </div>
    </FormFrame>
  );
}

function Fields({ form }: { form: FormState }) {
  const say = useEnforcementWords();
  const rows = (names: string[]) => (
    <div className="fields">
      {names.map((name) => (
        <FieldRow key={name} form={form} name={name} />
      ))}
    </div>
  );
  return (
    <>
      <Section title={say('violations')} beside={<span className="hint">{say('violations_hint')}</span>}>
        <ViolationPicker form={form} />
      </Section>
      <Section title={say('decided')}>
        <CodeChips form={form} name="procedure" />
        <div style={{ marginBlock: 14 }}>
          <CodeChips form={form} name="outcome" />
        </div>
        {rows(DECIDED)}
      </Section>
      <Section title={say('duty')} beside={<span className="hint">{say('duty_hint')}</span>}>
        {rows(['officers'])}
      </Section>
      <Section title={say('test')}>{rows(TEST)}</Section>
      <Section title={say('party')}>{rows(PARTY)}</Section>
      <Section title={say('vehicle')}>{rows(VEHICLE)}</Section>
    </>
  );
}

/** Keeps what was filled without completing the case: the blood result or a colleague's name may still come. */
function KeepOnly({ form, sheet, label }: { form: FormState; sheet: Sheet; label: string }) {
  const say = useEnforcementWords();
  const save = useSave();
  const { message } = App.useApp();
  const keep = () => {
    const files = form.uploads.flatMap(({ sha256, field, name }) => (sha256 ? [{ field, sha256, caption: name }] : []));
    const typed = entries(form.target, sheetValues(sheet), form.values);
    run(save, { id: sheet.row.id, entries: typed, files, seen: sheet.seen, anyway: false }, () => {
      form.discard();
      form.takeNewer();
      void message.success(say('kept'));
    });
  };
  return (
    <div style={{ marginTop: 8 }}>
      {save.error ? <ProblemNote error={save.error} /> : null}
      <Button size="large" loading={save.isPending} disabled={form.sending || form.saving} onClick={keep}>
        {label}
      </Button>{' '}
      <span className="hint">{say('keep_hint')}</span>
    </div>
  );
}
