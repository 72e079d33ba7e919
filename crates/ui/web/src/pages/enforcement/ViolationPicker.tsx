import { CloseOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { fieldOf, useCatalog } from '../../api/catalog';
import type { CodeList } from '../../api/types';
import { ComplaintLines } from '../../components/form/ComplaintLines';
import { Chip } from '../../components/form/inputs/Chip';
import { ItemInput } from '../../components/form/inputs/ItemInput';
import type { FormState, Values } from '../../components/form/types';
import { filledItems, itemsOf, listOf } from '../../components/form/values';
import { useRead } from '../../i18n/words';
import { useSession } from '../../session/SessionContext';
import { findViolations, lawOn } from './violations';
import { useEnforcementWords } from './words';

const FIELD = 'violations';

/** Violations found by words, chosen by a press, with what was measured beside each. */
export function ViolationPicker({ form }: { form: FormState }) {
  const say = useEnforcementWords();
  const book = useCatalog();
  const [typed, setTyped] = useState('');
  const [all, setAll] = useState(false);
  const field = fieldOf(form.kind, FIELD);
  const list = book.codes('violation');
  if (field?.type !== 'list' || !list) return null;
  const chosen = listOf(form.values[FIELD] ?? '').map(itemsOf);
  const write = (next: Values[]) => form.set(FIELD, next.length > 0 ? JSON.stringify(next.map(filledItems)) : '');
  const toggle = (key: string) => {
    const others = chosen.filter((one) => one.key !== key);
    write(others.length < chosen.length ? others : [...chosen, { key }]);
  };
  // The whole list steps back once something is chosen: the rest of the form matters then.
  const looking = all || typed !== '' || chosen.length === 0;
  const full = chosen.length >= field.max_items;
  return (
    <div id={`field-${FIELD}`}>
      {chosen.map((entry, number) => (
        <Chosen key={entry.key ?? number} form={form} list={list} entries={chosen} number={number} write={write} />
      ))}
      <ComplaintLines id={`field-${FIELD}-said`} complaints={form.complaints(FIELD).filter((one) => one.field === FIELD)} />
      <Input
        allowClear
        aria-label={say('find')}
        placeholder={say('find')}
        style={{ maxWidth: 460, marginBlock: 8 }}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        // Enter would save the form while somebody only looks for a violation.
        onPressEnter={(event) => event.preventDefault()}
      />
      {full ? <p className="hint">{say('five', { n: field.max_items })}</p> : null}
      {looking ? null : (
        <Button type="link" onClick={() => setAll(true)}>
          {say('more_violations')}
        </Button>
      )}
      {looking ? <Found list={list} typed={typed} chosen={chosen.map((one) => one.key ?? '')} full={full} onToggle={toggle} /> : null}
    </div>
  );
}

interface FoundProps {
  list: CodeList;
  typed: string;
  chosen: string[];
  full: boolean;
  onToggle: (key: string) => void;
}

function Found({ list, typed, chosen, full, onToggle }: FoundProps) {
  const say = useEnforcementWords();
  const read = useRead();
  const headings = findViolations(list, typed, useSession().today);
  if (headings.length === 0) return <p className="hint">{say('none_found')}</p>;
  return (
    <div className="violations" role="group" aria-label={say('violations')}>
      {headings.map((heading) => {
        const label = list.groups.find((group) => group.code === heading.code)?.label;
        return (
          <div key={heading.code} className="chips-line">
            <span className="chips-heading">{label ? read(label) : heading.code}</span>
            {heading.codes
              .filter((code) => !full || chosen.includes(code.code))
              .map((code) => (
                <Chip key={code.code} on={chosen.includes(code.code)} onPress={() => onToggle(code.code)}>
                  {read(code.label)}
                </Chip>
              ))}
          </div>
        );
      })}
    </div>
  );
}

interface ChosenProps {
  form: FormState;
  list: CodeList;
  entries: Values[];
  number: number;
  write: (next: Values[]) => void;
}

/** What is filled of a violation besides its name. */
const MEASURED = ['std_value', 'measured_value', 'unit', 'official_code'];

function Chosen({ form, list, entries, number, write }: ChosenProps) {
  const say = useEnforcementWords();
  const read = useRead();
  const field = fieldOf(form.kind, FIELD);
  const entry = entries[number] ?? {};
  const code = list.codes.find((one) => one.code === entry.key);
  const name = code ? read(code.label) : (entry.key ?? '');
  const items = field?.type === 'list' ? field.item.filter((item) => MEASURED.includes(item.name)) : [];
  const change = (item: string, text: string) =>
    write(entries.map((one, other) => (other === number ? { ...one, [item]: text } : one)));
  return (
    <div className="violation" role="group" aria-label={name}>
      <div className="violation-head">
        <strong>{name}</strong>
        <Button
          type="text"
          icon={<CloseOutlined />}
          aria-label={say('take_out', { name })}
          onClick={() => write(entries.filter((_, other) => other !== number))}
        />
      </div>
      <Law violation={entry.key ?? ''} moment={form.values.occurred_at ?? ''} />
      <div className="violation-items">
        {items.map((item) => (
          <ItemInput
            key={item.name}
            item={item}
            id={`violation-${number}-${item.name}`}
            text={entry[item.name] ?? ''}
            onText={(text) => change(item.name, text)}
            path={`${FIELD}[${number}].${item.name}`}
            complaints={form.complaints(FIELD)}
          />
        ))}
      </div>
      <ComplaintLines
        id={`violation-${number}-said`}
        complaints={form.complaints(FIELD).filter((one) => one.field === `${FIELD}[${number}]` || one.field === `${FIELD}[${number}].key`)}
      />
    </div>
  );
}

/** The law's own range, so that nobody types a fine or promises points that it does not know. */
function Law({ violation, moment }: { violation: string; moment: string }) {
  const say = useEnforcementWords();
  const { today } = useSession();
  const law = lawOn(useCatalog().catalog.violations, violation, moment === '' ? today : moment);
  if (!law) return null;
  const { fine_min: least, fine_max: most, points, basis, note } = law;
  const fine = least !== null && most !== null ? say('law_fine', { least, most }) : null;
  const counted = points === null ? say('law_no_points') : say('law_points', { n: points });
  return <p className="hint">{[fine, counted, note, basis].filter(Boolean).join(' · ')}</p>;
}
