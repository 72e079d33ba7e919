import { Alert, Modal, Skeleton } from 'antd';
import { useState } from 'react';
import { useSheet } from '../../api/records';
import type { Offer, Saved, Sheet } from '../../api/types';
import { CodeChips } from '../../components/CodeChips';
import { FieldRow } from '../../components/form/FieldRow';
import { DraftNote, FormFoot } from '../../components/form/FormFoot';
import { FormFrame, useSaved } from '../../components/form/KindForm';
import { useKindForm } from '../../components/form/useKindForm';
import { ProblemNote } from '../../components/ProblemNote';
import { useRead } from '../../i18n/words';
import { chinaTime } from '../../look/format';
import { HandwritePad } from './HandwritePad';
import { useAgreementWords } from './words';

interface Props {
  id: string;
  onClose: () => void;
}

/** One agreement is signed: on the screen, or with the scan of a paper. */
export function SignDialog({ id, onClose }: Props) {
  const say = useAgreementWords();
  const sheet = useSheet(id);
  // As it stands when the dialog opens, not as it was known before: the batch has just issued it. And
  // once saved it offers this step no longer.
  const [opened, setOpened] = useState<Sheet>();
  if (!opened && sheet.data && !sheet.isFetching) setOpened(sheet.data);
  const title = opened ? say('sign_title', { title: opened.row.title }) : say('sign');
  return (
    <Modal open width={820} title={<span className="typed">{title}</span>} footer={null} onCancel={onClose} destroyOnHidden>
      {sheet.error && !opened ? <ProblemNote error={sheet.error} onAgain={() => void sheet.refetch()} /> : null}
      {opened ? <Body sheet={opened} onClose={onClose} /> : <Skeleton active />}
    </Modal>
  );
}

function Body({ sheet, onClose }: { sheet: Sheet; onClose: () => void }) {
  const say = useAgreementWords();
  const read = useRead();
  const saved = useSaved(onClose);
  const offer = sheet.offers.find((one) => one.event === 'sign');
  if (!offer) return <Alert type="info" title={say('sign_not_now')} />;
  // A way of signing that the form itself must still choose is no reason to refuse it.
  const against = offer.against.filter((complaint) => complaint.code !== 'on_behalf_reason');
  if (against.length > 0) return <Alert type="warning" title={say('sign_against')} description={against.map(read).join(' ')} />;
  return <SignForm sheet={sheet} offer={offer} onSaved={saved} onClose={onClose} />;
}

interface FormProps {
  sheet: Sheet;
  offer: Offer;
  onSaved: (saved: Saved) => void;
  onClose: () => void;
}

const FIRST = ['sign_method', 'on_behalf_reason', 'scan', 'signed_at', 'party_b_name', 'witness'];

function SignForm({ sheet, offer, onSaved, onClose }: FormProps) {
  const say = useAgreementWords();
  const [initial] = useState(() => ({ signed_at: chinaTime(Date.now()).format(), sign_method: 'handwrite_pad' }));
  const [target] = useState({ sheet, offer });
  const form = useKindForm({ target, initial, first: FIRST, onSaved });
  const method = form.values.sign_method;
  const written = form.uploads.some((upload) => upload.field === 'scan');
  const take = (picture: Blob) => form.addFiles('scan', [new File([picture], say('pad_file'), { type: 'image/png' })]);
  return (
    <FormFrame form={form}>
      <DraftNote form={form} />
      <CodeChips form={form} name="sign_method" />
      {method === 'handwrite_pad' && !written ? <HandwritePad onWritten={take} /> : null}
      <div className="fields" style={{ marginTop: 14 }}>
        {method === 'on_behalf' ? <FieldRow form={form} name="on_behalf_reason" /> : null}
        {method === 'handwrite_pad' && !written ? null : <FieldRow form={form} name="scan" />}
        <FieldRow form={form} name="signed_at" />
        <FieldRow form={form} name="party_b_name" />
        <FieldRow form={form} name="witness" />
      </div>
      <FormFoot form={form} onCancel={onClose} />
    </FormFrame>
  );
}
