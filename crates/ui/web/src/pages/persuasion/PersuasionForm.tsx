import { Button } from 'antd';
import { useState } from 'react';
import type { Saved } from '../../api/types';
import { Section } from '../../components/Section';
import { CodeChips } from '../../components/CodeChips';
import { FieldRow } from '../../components/form/FieldRow';
import { DraftNote } from '../../components/form/FormFoot';
import { FormFrame, MoreFields } from '../../components/form/KindForm';
import type { FormState, Values } from '../../components/form/types';
import { useKindForm } from '../../components/form/useKindForm';
import { NewFoot } from '../../components/NewFoot';
import { remember, remembered } from '../../components/remembered';
import { VillageField } from '../../components/VillageField';
import { useSession } from '../../session/SessionContext';
import { Counts } from './Counts';
import { PointChips } from './PointChips';
import { lastShift } from './shift';
import { usePersuasionWords } from './words';

const TARGET = { kind: 'persuasion_log' };

const FIRST = [
  'station_point', 'occasion', 'division', 'date', 'from', 'to', 'vehicles', 'persons', 'topics', 'leaflets', 'photos',
  'actors', 'note',
];

/** What the next shift most likely has in common with the last one. */
const HABIT = 'persuasion';
const USUAL = ['station_point', 'division', 'actors'];

export function PersuasionForm({ onSaved }: { onSaved: (saved: Saved) => void }) {
  const say = usePersuasionWords();
  const { person } = useSession();
  const [initial] = useState<Values>(() => ({
    actors: JSON.stringify([{ person }]),
    vehicles: '0',
    persons: '0',
    ...remembered<Values>(HABIT, {}),
    ...lastShift(Date.now()),
  }));
  const form = useKindForm({
    target: TARGET,
    initial,
    first: FIRST,
    onSaved: (saved) => {
      remember(HABIT, Object.fromEntries(USUAL.map((name) => [name, form.values[name] ?? ''])));
      onSaved(saved);
    },
  });
  return (
    <FormFrame form={form}>
      <DraftNote form={form} />
      <WhereAndWhat form={form} />
      <Counts form={form} />
      <WhenAndVillage form={form} />
      <Section title={say('more')}>
        <div className="fields">
          <FieldRow form={form} name="photos" />
          <FieldRow form={form} name="actors" />
          <FieldRow form={form} name="leaflets" />
          <FieldRow form={form} name="note" />
        </div>
      </Section>
      <MoreFields form={form} />
      <NewFoot form={form}>
        <Button type="primary" size="large" htmlType="submit" loading={form.saving} disabled={form.sending}>
          {form.saving ? say('saving') : say('save')}
        </Button>
        <Summary form={form} />
      </NewFoot>
    </FormFrame>
  );
}

/** What is chosen each time, above everything else. */
function WhereAndWhat({ form }: { form: FormState }) {
  const say = usePersuasionWords();
  return (
    <Section title={say('where')}>
      <CodeChips form={form} name="occasion" />
      <div style={{ marginTop: 10 }}>
        <FieldRow form={form} name="station_point" />
        <PointChips chosen={form.values.station_point ?? ''} onChoose={form.setAll} />
      </div>
    </Section>
  );
}

/** What stands there already and rarely needs a change. */
function WhenAndVillage({ form }: { form: FormState }) {
  const say = usePersuasionWords();
  return (
    <Section title={say('when')} beside={<span className="hint">{say('when_hint')}</span>}>
      <div className="fields">
        <FieldRow form={form} name="date" />
        <FieldRow form={form} name="from" />
        <FieldRow form={form} name="to" />
        <VillageField form={form} />
      </div>
    </Section>
  );
}

/** What will be saved, in one line beside the button. */
function Summary({ form }: { form: FormState }) {
  const say = usePersuasionWords();
  const { date = '', from = '', to = '', vehicles = '', persons = '' } = form.values;
  return <span className="hint foot-list">{say('summary', { date, from, to, vehicles: vehicles || '0', persons: persons || '0' })}</span>;
}
