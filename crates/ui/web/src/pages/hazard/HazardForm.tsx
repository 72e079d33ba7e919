import { Button } from 'antd';
import { useRef, useState } from 'react';
import { fieldLabel } from '../../api/catalog';
import type { Complaint, Saved } from '../../api/types';
import { Section } from '../../components/Section';
import { FieldRow } from '../../components/form/FieldRow';
import { DraftNote } from '../../components/form/FormFoot';
import { FormFrame, MoreFields } from '../../components/form/KindForm';
import type { FormState, Values } from '../../components/form/types';
import { useKindForm } from '../../components/form/useKindForm';
import { goToField, lacking, withComplaints } from '../../components/lacking';
import { NewFoot } from '../../components/NewFoot';
import { useStep } from '../../components/step';
import { useRead } from '../../i18n/words';
import { Description } from './Description';
import type { Outcome } from './HazardDone';
import { NearPane, NearTold } from './NearPane';
import { WhereFields } from './WhereFields';
import { useHazardWords } from './words';

const TARGET = { kind: 'hazard' };

/** What this page lays out itself; everything else of the kind is folded away. */
const FIRST = [
  'kinds', 'road_class', 'road_code', 'road_name', 'stake_start', 'stake_end', 'side', 'division',
  'place_text', 'geo', 'photos_before', 'description', 'bus_route', 'grade_suggested',
];

/** What stays the same when the next hazard is on the same road. */
const SAME_ROAD = ['road_class', 'road_code', 'road_name', 'division', 'bus_route'];

interface Props {
  initial: Values;
  onDone: (outcome: Outcome) => void;
}

export function HazardForm({ initial, onDone }: Props) {
  const say = useHazardWords();
  const step = useStep();
  const reporting = useRef(false);
  const [asked, setAsked] = useState(false);
  const finish = async (saved: Saved, values: Values) => {
    const sameRoad = Object.fromEntries(SAME_ROAD.map((name) => [name, values[name] ?? '']));
    const about = { id: saved.id, sameRoad };
    if (!reporting.current) return onDone({ ...about, state: 'draft' });
    try {
      await step.mutateAsync({ id: saved.id, event: 'report' });
      onDone({ ...about, state: 'reported' });
    } catch (error) {
      onDone({ ...about, state: 'failed', error });
    }
  };
  const plain = useKindForm({
    target: TARGET,
    initial,
    first: FIRST,
    onSaved: (saved) => void finish(saved, plain.values),
  });
  const missing = inPageOrder(lacking(plain.kind, 'report', plain.values, plain.uploads));
  const form = withComplaints(plain, asked ? missing.map((name) => needed(name, say('needed'))) : []);
  const busy = form.saving || step.isPending;
  const save = (report: boolean) => {
    if (busy || form.sending) return;
    reporting.current = report;
    setAsked(report);
    const first = report ? missing[0] : undefined;
    if (first) goToField(first);
    else form.save();
  };
  return (
    <FormFrame form={{ ...form, save: () => save(true) }}>
      <DraftNote form={form} />
      <div className="two-columns">
        <div>
          <Fields form={form} />
          <NewFoot form={form}>
            <Button type="primary" size="large" htmlType="submit" loading={busy} disabled={form.sending}>
              {busy ? say('saving') : say('save_report')}
            </Button>
            <Button size="large" disabled={busy || form.sending} onClick={() => save(false)}>
              {say('save_only')}
            </Button>
            <Missing form={form} names={missing} />
          </NewFoot>
        </div>
        <NearPane near={form.checked?.near ?? []} />
      </div>
    </FormFrame>
  );
}

function inPageOrder(names: string[]): string[] {
  return [...names].sort((a, b) => FIRST.indexOf(a) - FIRST.indexOf(b));
}

/** One sentence in the language of the page; the other language is not seen before it is written anew. */
function needed(field: string, sentence: string): Complaint {
  return { field, code: 'needed', zh: sentence, en: sentence };
}

function Fields({ form }: { form: FormState }) {
  const say = useHazardWords();
  const suggested = form.checked?.suggests.some(([name]) => name === 'grade_suggested') ?? false;
  return (
    <>
      <Section title={say('what')} beside={<span className="hint">{say('what_hint')}</span>}>
        <div className="kinds">
          <FieldRow form={form} name="kinds" />
        </div>
      </Section>
      <Section title={say('where')} beside={<span className="hint">{say('where_hint')}</span>}>
        <WhereFields form={form} />
        <NearTold near={form.checked?.near ?? []} />
      </Section>
      <Section title={say('photos')}>
        <FieldRow form={form} name="photos_before" />
      </Section>
      <Section title={say('state')}>
        <Description form={form} />
        <div className="fields">
          <FieldRow form={form} name="bus_route" />
          <div>
            <FieldRow form={form} name="grade_suggested" />
            {suggested ? null : <div className="hint">{say('grade_none')}</div>}
          </div>
        </div>
      </Section>
      <MoreFields form={form} />
    </>
  );
}

/** What reporting will ask for, each a press away. */
function Missing({ form, names }: { form: FormState; names: string[] }) {
  const say = useHazardWords();
  const read = useRead();
  if (names.length === 0) return <span>{say('lacking_none')}</span>;
  return (
    <span className="hint foot-list">
      {say('lacking')}
      {names.map((name) => (
        <Button key={name} type="link" style={{ paddingInline: 6 }} onClick={() => goToField(name)}>
          {read(fieldLabel(form.kind, name))}
        </Button>
      ))}
    </span>
  );
}
