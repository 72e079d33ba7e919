import { Collapse } from 'antd';
import { Section } from '../../components/Section';
import { CodeChips } from '../../components/CodeChips';
import { FieldRow } from '../../components/form/FieldRow';
import type { FormState } from '../../components/form/types';
import { VillageField } from '../../components/VillageField';
import { useAgreementWords } from './words';

/** What every agreement of the batch says alike. */
export const TEMPLATE = [
  'pair', 'division', 'year', 'valid_from', 'valid_to', 'party_a_org', 'party_a_signer', 'party_a_post', 'template_ver',
  'basis', 'goals', 'duties', 'party_b_role', 'bao_kind', 'copies',
];

export function TemplateBlock({ form }: { form: FormState }) {
  const say = useAgreementWords();
  const text = (
    <div className="fields" style={{ marginBottom: 0 }}>
      {['template_ver', 'basis', 'copies', 'party_b_role', 'bao_kind', 'goals', 'duties'].map((name) => (
        <FieldRow key={name} form={form} name={name} />
      ))}
    </div>
  );
  const wrong = form.complaints('template_ver').length > 0;
  return (
    <Section title={say('template')} beside={<span className="hint">{say('template_hint')}</span>}>
      <CodeChips form={form} name="pair" />
      <div className="fields" style={{ marginTop: 14 }}>
        <VillageField form={form} />
        {['year', 'valid_from', 'valid_to', 'party_a_org', 'party_a_signer', 'party_a_post'].map((name) => (
          <FieldRow key={name} form={form} name={name} />
        ))}
      </div>
      <Collapse
        key={String(wrong)}
        defaultActiveKey={wrong ? ['text'] : []}
        items={[{ key: 'text', label: say('text'), children: text, forceRender: true }]}
      />
    </Section>
  );
}
