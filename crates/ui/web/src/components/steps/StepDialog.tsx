import { Button, Flex, Modal } from 'antd';
import { useState } from 'react';
import { fieldOf, useCatalog } from '../../api/catalog';
import type { Kind, Offer, Sheet } from '../../api/types';
import { useRead } from '../../i18n/words';
import { chinaTime } from '../../look/format';
import { useSession } from '../../session/SessionContext';
import { FieldRow } from '../form/FieldRow';
import { DraftNote, FormFoot } from '../form/FormFoot';
import { FormFrame, MoreFields, useSaved } from '../form/KindForm';
import type { FormState } from '../form/types';
import { useKindForm } from '../form/useKindForm';
import { MergeDialog } from './MergeDialog';
import { firstFields, presets } from './presets';
import { quickReasons, withReason } from './reasons';
import { Signatories } from './Signatories';
import { useStepWords } from './words';
import './steps.css';

interface Props {
  sheet: Sheet;
  offer: Offer;
  onDone: () => void;
  onClose: () => void;
}

/** A step of a record's workflow, over the page it was chosen on. */
export function StepDialog(props: Props) {
  const { sheet, offer, onClose } = props;
  const read = useRead();
  const kind = useCatalog().kind(sheet.row.kind);
  const into = kind ? mergeField(kind, offer) : undefined;
  if (into) return <MergeDialog {...props} field={into} />;
  return (
    <Modal
      open
      width={880}
      style={{ top: 24 }}
      title={<span className="typed">{`${read(offer.label)}：${sheet.row.title}`}</span>}
      footer={null}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <StepForm {...props} />
    </Modal>
  );
}

/** The field by which a step puts a record into another one of its kind. */
function mergeField(kind: Kind, offer: Offer): string | undefined {
  return offer.requires.find((name) => {
    const field = fieldOf(kind, name);
    return field?.type === 'ref' && field.to === kind.name;
  });
}

function StepForm({ sheet, offer, onDone, onClose }: Props) {
  const session = useSession();
  const saved = useSaved(onDone);
  const [initial] = useState(() => presets(sheet, offer, session.today, chinaTime(Date.now()).format('YYYY-MM-DD HH:mm')));
  const [first] = useState(() => firstFields(sheet.row.kind, offer));
  const form = useKindForm({ target: { sheet, offer }, initial, first, onSaved: saved });
  return (
    <FormFrame form={form}>
      <DraftNote form={form} />
      <div className="fields">
        {form.first.map((field) =>
          isSignatories(field.name) ? (
            <Signatories key={field.name} form={form} sheet={sheet} onSaved={onDone} />
          ) : (
            <FieldRow key={field.name} form={form} name={field.name} />
          ),
        )}
      </div>
      <MoreFields form={form} />
      <QuickReasons form={form} event={offer.event} />
      <FormFoot form={form} onCancel={onClose} />
    </FormFrame>
  );
}

function isSignatories(name: string): boolean {
  return name === 'acceptance_members';
}

function QuickReasons({ form, event }: { form: FormState; event: string }) {
  const say = useStepWords();
  const reasons = quickReasons(event);
  if (!form.needsReason || reasons.length === 0) return null;
  return (
    <Flex wrap gap={8} align="center" role="group" aria-label={say('quick')} style={{ marginBottom: 8 }}>
      <span>{say('quick')}</span>
      {reasons.map((word) => (
        <Button key={word} size="small" onClick={() => form.setReason(withReason(form.reason, say(word)))}>
          {say(word)}
        </Button>
      ))}
    </Flex>
  );
}
