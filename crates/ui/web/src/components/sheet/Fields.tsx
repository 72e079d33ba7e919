import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { fieldLabel, fieldOf, useCatalog } from '../../api/catalog';
import type { Kind, RowShown, Sheet, Shown } from '../../api/types';
import { useRead } from '../../i18n/words';
import { Section } from '../Section';
import { RowLink } from './Links';
import { useSheetWords } from './words';

/** Numbers of fields are given by subject, ten to each: 10–19 how it was found, 20–29 where. */
const SUBJECT = 10;

interface Props {
  sheet: Sheet;
  onUnmask: (reason: string) => void;
}

/** What the record says, in the order of its form, subject by subject. */
export function Fields({ sheet, onUnmask }: Props) {
  const say = useSheetWords();
  const kind = useCatalog().kind(sheet.row.kind);
  const [asking, setAsking] = useState(false);
  const subjects = bySubject(kind, sheet.fields);
  return (
    <Section title={say('fields')}>
      {sheet.fields.length === 0 ? <p className="quiet">{say('no_fields')}</p> : null}
      {subjects.map((shown, number) => (
        <dl key={number} className="sheet-fields">
          {shown.map((one) => (
            <One key={one.field} kind={kind} shown={one} records={recordsOf(sheet, one)} onAsk={() => setAsking(true)} />
          ))}
        </dl>
      ))}
      {asking ? <AskWhy onClose={() => setAsking(false)} onSaid={onUnmask} /> : null}
    </Section>
  );
}

function bySubject(kind: Kind | undefined, fields: Shown[]): Shown[][] {
  const subject = (shown: Shown) => Math.floor((fieldOf(kind, shown.field)?.id ?? 0) / SUBJECT);
  const groups = new Map<number, Shown[]>();
  for (const shown of fields) groups.set(subject(shown), [...(groups.get(subject(shown)) ?? []), shown]);
  return [...groups.values()];
}

/** The records a field names, of those that this person may see: it refers to them, or follows from their referring to this one. */
function recordsOf(sheet: Sheet, { field, value }: Shown): RowShown[] {
  const named = sheet.refers.flatMap(([name, row]) => (name === field ? [row] : []));
  if (named.length > 0 || !Array.isArray(value)) return named;
  return sheet.referred.filter((row) => value.includes(row.id));
}

interface OneProps {
  kind: Kind | undefined;
  shown: Shown;
  records: RowShown[];
  onAsk: () => void;
}

function One({ kind, shown, records, onAsk }: OneProps) {
  const say = useSheetWords();
  const read = useRead();
  const text = read(shown.text);
  return (
    <div className="sheet-field" data-wide={text.length > 40}>
      <dt>{read(fieldLabel(kind, shown.field))}</dt>
      <dd className="typed">
        {records.length > 0 ? records.map((row) => <RowLink key={row.id} row={row} />) : text}
        {shown.masked ? (
          <Button size="small" style={{ marginInlineStart: 8 }} onClick={onAsk}>
            {say('show_masked')}
          </Button>
        ) : null}
      </dd>
    </div>
  );
}

/** Who looks at what is hidden says why, and it is logged. */
function AskWhy({ onClose, onSaid }: { onClose: () => void; onSaid: (reason: string) => void }) {
  const say = useSheetWords();
  const [reason, setReason] = useState('');
  const said = () => {
    onSaid(reason.trim());
    onClose();
  };
  return (
    <Modal
      open
      title={say('masked_why')}
      okText={say('show')}
      cancelText={say('cancel')}
      okButtonProps={{ disabled: reason.trim() === '' }}
      onOk={said}
      onCancel={onClose}
    >
      <p>{say('masked_hint')}</p>
      <Input.TextArea
        aria-label={say('masked_reason')}
        autoFocus
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
    </Modal>
  );
}
