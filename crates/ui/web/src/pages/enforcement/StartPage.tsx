import { Button } from 'antd';
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { Section } from '../../components/Section';
import { CodeChips } from '../../components/CodeChips';
import { FieldRow } from '../../components/form/FieldRow';
import { DraftNote } from '../../components/form/FormFoot';
import { FormFrame, useSaved } from '../../components/form/KindForm';
import type { FormState } from '../../components/form/types';
import { useKindForm } from '../../components/form/useKindForm';
import { NewFoot } from '../../components/NewFoot';
import { PageHead } from '../../components/PageHead';
import { VillageField } from '../../components/VillageField';
import { useSession } from '../../session/SessionContext';
import { ViolationPicker } from './ViolationPicker';
import { useEnforcementWords } from './words';
import './enforcement.css';

const TARGET = { kind: 'enforcement', then: 'record' };

/** The first half: what, when, where and who was on duty. */
const FIRST = [
  'violations', 'occurred_at', 'road_class', 'road_code', 'road_name', 'stake', 'place_text', 'geo', 'division', 'officers', 'photos_scene',
];

/**
 * A case begins with what was seen. It is saved as a draft before the second half; what the law
 * asks of the step that completes it is said here already, where it is settled here.
 */
export default function StartPage() {
  const say = useEnforcementWords();
  const navigate = useNavigate();
  const { person, role } = useSession();
  const going = useRef(true);
  const [initial] = useState(() => ({
    officers: JSON.stringify([{ name: person, role: role === 'auxiliary' ? 'auxiliary' : 'officer' }]),
  }));
  const saved = useSaved(({ id }) => void navigate(going.current ? `/enforcement/${id}/record` : `/r/${id}`));
  const form = useKindForm({ target: TARGET, initial, first: FIRST, onSaved: saved });
  const save = (go: boolean) => {
    if (form.saving || form.sending) return;
    going.current = go;
    form.save();
  };
  return (
    <>
      <PageHead title={say('new_title')} beside={<span className="hint">{say('not_a_decision')}</span>} />
      <FormFrame form={{ ...form, save: () => save(true) }}>
        <DraftNote form={form} />
        <Fields form={form} />
        <NewFoot form={form}>
          <Button type="primary" size="large" htmlType="submit" loading={form.saving} disabled={form.sending}>
            {say('go_on')}
          </Button>
          <Button size="large" disabled={form.saving || form.sending} onClick={() => save(false)}>
            {say('draft_only')}
          </Button>
          <span className="hint">{say('go_on_hint')}</span>
        </NewFoot>
      </FormFrame>
    </>
  );
}

function Fields({ form }: { form: FormState }) {
  const say = useEnforcementWords();
  return (
    <>
      <Section title={say('violations')} beside={<span className="hint">{say('violations_hint')}</span>}>
        <ViolationPicker form={form} />
      </Section>
      <Section title={say('where')}>
        <CodeChips form={form} name="road_class" />
        <div className="fields" style={{ marginTop: 14 }}>
          {['occurred_at', 'road_code', 'road_name', 'stake', 'geo'].map((name) => (
            <FieldRow key={name} form={form} name={name} />
          ))}
          <FieldRow form={form} name="place_text" wide={false} />
          <VillageField form={form} />
        </div>
      </Section>
      <Section title={say('duty')} beside={<span className="hint">{say('duty_hint')}</span>}>
        <div className="fields">
          <FieldRow form={form} name="officers" />
          <FieldRow form={form} name="photos_scene" />
        </div>
      </Section>
    </>
  );
}
