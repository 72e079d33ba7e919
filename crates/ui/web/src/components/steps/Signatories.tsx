import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { App, Button, Flex } from 'antd';
import { useEffect, useRef } from 'react';
import { useSave } from '../../api/records';
import { run } from '../../api/run';
import type { Item, Sheet } from '../../api/types';
import { useRead } from '../../i18n/words';
import { chinaTime, moment } from '../../look/format';
import { useSession } from '../../session/SessionContext';
import { ComplaintLines } from '../form/ComplaintLines';
import { ItemInput } from '../form/inputs/ItemInput';
import type { FormState, Values } from '../form/types';
import { ProblemNote } from '../ProblemNote';
import { signersOf, signersText, usualSigners } from './signers';
import { useStepWords } from './words';

const FIELD = 'acceptance_members';

interface Props {
  form: FormState;
  sheet: Sheet;
  /** Called when only the signatures were kept. */
  onSaved: () => void;
}

/** Joint acceptance: one line for each signatory, with who has signed and who has not yet. */
export function Signatories({ form, sheet, onSaved }: Props) {
  const say = useStepWords();
  const session = useSession();
  const { message } = App.useApp();
  const save = useSave();
  const field = form.first.find((known) => known.name === FIELD);
  const signers = signersOf(form.values[FIELD] ?? '');
  const write = (next: Values[]) => form.set(FIELD, JSON.stringify(next));
  useFirstSigners(form, usualSigners(session.unit.name, session.person, respOrg(sheet)));
  if (field?.type !== 'list') return null;
  const set = (number: number, name: string, text: string) => {
    write(signers.map((signer, other) => (other === number ? { ...signer, [name]: text } : signer)));
  };
  const complaints = form.complaints(FIELD);
  const keep = () => {
    const entries: [string, string][] = [[FIELD, signersText(signers)]];
    run(save, { id: sheet.row.id, entries, files: [], seen: sheet.seen, anyway: false }, () => {
      void message.success(say('signatures_saved'));
      form.discard();
      onSaved();
    });
  };
  return (
    <section className="field" data-wide aria-label={say('signers')}>
      <h2>{say('signers')}</h2>
      <p className="hint">{say('signers_hint')}</p>
      {signers.map((signer, number) => (
        <Line
          key={number}
          number={number}
          items={field.item}
          signer={signer}
          complaints={complaints}
          onSet={(name, text) => set(number, name, text)}
          onRemove={() => write(signers.filter((_, other) => other !== number))}
        />
      ))}
      <ComplaintLines id={`field-${FIELD}-said`} complaints={complaints.filter((one) => one.field === FIELD)} />
      {save.error ? <ProblemNote error={save.error} /> : null}
      <Flex wrap gap={8} style={{ marginTop: 8 }}>
        <Button icon={<PlusOutlined />} onClick={() => write([...signers, { opinion: 'agree' }])}>
          {say('add_signer')}
        </Button>
        {sheet.may_edit.includes(FIELD) ? (
          <Button onClick={keep} loading={save.isPending} disabled={signers.length === 0}>
            {say('save_signatures')}
          </Button>
        ) : null}
      </Flex>
    </section>
  );
}

/** A record nobody signed yet begins with those who usually do. */
function useFirstSigners(form: FormState, usual: Values[]): void {
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    if ((form.values[FIELD] ?? '') === '') form.set(FIELD, JSON.stringify(usual));
  });
}

function respOrg(sheet: Sheet): string {
  const value = sheet.fields.find((shown) => shown.field === 'resp_org')?.value;
  return typeof value === 'string' ? value : '';
}

interface LineProps {
  number: number;
  items: Item[];
  signer: Values;
  complaints: ReturnType<FormState['complaints']>;
  onSet: (name: string, text: string) => void;
  onRemove: () => void;
}

function Line({ number, items, signer, complaints, onSet, onRemove }: LineProps) {
  const say = useStepWords();
  const read = useRead();
  return (
    <div className="signer" role="group" aria-label={say('signer', { n: number + 1, field: signer.org ?? '' })}>
      {items.map((item) => {
        const id = `signer-${number}-${item.name}`;
        const text = signer[item.name] ?? '';
        const put = (next: string) => onSet(item.name, next);
        return (
          <ItemInput key={item.name} item={item} id={id} text={text} onText={put} path={`${FIELD}[${number}].${item.name}`} complaints={complaints}>
            {item.name === 'signed_at' ? <Signature id={id} label={read(item.label)} text={text} onText={put} /> : null}
          </ItemInput>
        );
      })}
      <Button type="text" icon={<DeleteOutlined />} aria-label={say('remove_signer', { n: number + 1 })} onClick={onRemove} />
    </div>
  );
}

function Signature({ id, label, text, onText }: { id: string; label: string; text: string; onText: (text: string) => void }) {
  const say = useStepWords();
  const signed = text !== '';
  const shown = signed ? say('signed_at', { at: text.includes('T') ? moment(Date.parse(text)) : text }) : say('signed_now');
  const press = () => onText(signed ? '' : chinaTime(Date.now()).format('YYYY-MM-DD HH:mm'));
  return (
    <Button id={id} type={signed ? 'dashed' : 'default'} aria-label={`${label} ${shown}`} title={signed ? say('unsign') : undefined} onClick={press}>
      {shown}
    </Button>
  );
}
