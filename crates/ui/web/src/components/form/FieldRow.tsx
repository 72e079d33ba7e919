import { Button, Tooltip } from 'antd';
import { InfoCircleOutlined } from '@ant-design/icons';
import { memo } from 'react';
import { fieldOf, useCatalog } from '../../api/catalog';
import type { Field } from '../../api/types';
import { useRead } from '../../i18n/words';
import { useSession } from '../../session/SessionContext';
import { ComplaintLines } from './ComplaintLines';
import { AnyInput } from './inputs/AnyInput';
import { neededFor } from './plan';
import { PhotoField } from './PhotoField';
import type { FormState } from './types';
import { useFormWords } from './words';
import './form.css';

const WIDE: Field['type'][] = ['codes', 'photos', 'list', 'struct', 'refs'];
const LONG_TEXT = 200;

function isWide(field: Field): boolean {
  return WIDE.includes(field.type) || (field.type === 'text' && field.max > LONG_TEXT);
}

interface Props {
  form: FormState;
  /** A field that this form may write; of any other nothing is shown. */
  name: string;
  /** Takes the whole width. */
  wide?: boolean;
}

/** A field: its label, its control, what stands against it, and what the program suggests. */
export function FieldRow({ form, name, wide }: Props) {
  const field = [...form.first, ...form.more].find((known) => known.name === name);
  if (!field) return null;
  return <Row form={form} field={field} wide={wide ?? isWide(field)} />;
}

interface RowProps {
  form: FormState;
  field: Field;
  wide: boolean;
}

/** Drawn again only when something about this field changed: a long form must not slow typing. */
const Row = memo(DrawnRow, (before, now) => before.field === now.field && before.wide === now.wide && isSame(before, now));

function isSame({ form: before, field }: RowProps, { form: now }: RowProps): boolean {
  if (field.type === 'photos') return false;
  const said = (form: FormState) => [form.complaints(field.name), form.warnings(field.name), suggestion(form, field)];
  return (
    before.target === now.target &&
    before.set === now.set &&
    before.values[field.name] === now.values[field.name] &&
    JSON.stringify(said(before)) === JSON.stringify(said(now))
  );
}

function suggestion(form: FormState, field: Field) {
  return form.checked?.suggests.find(([name]) => name === field.name);
}

function DrawnRow({ form, field, wide }: RowProps) {
  const say = useFormWords();
  const read = useRead();
  const id = `field-${field.name}`;
  const said = `${id}-said`;
  const complaints = form.complaints(field.name);
  // Parts of lists and structs show their own.
  const whole = isMadeOfParts(field) ? complaints.filter((one) => one.field === field.name) : complaints;
  const label = read(field.label);
  const needed = neededFor(form.kind, form.target, field, useSession().role);
  const masked = 'sheet' in form.target && form.target.sheet.fields.some((shown) => shown.field === field.name && shown.masked);
  return (
    <div className="field" data-wide={wide}>
      <label htmlFor={id} className="field-label" data-required={form.required(field)}>
        {label}
        {form.required(field) ? <span className="visually-hidden">{say('required')}</span> : null}
        {needed ? <span className="hint field-needed">{say('required_for', { step: read(needed.label) })}</span> : null}
        {field.law ? (
          <Tooltip title={say('law', { law: field.law })}>
            <InfoCircleOutlined aria-label={say('law', { law: field.law })} style={{ marginInlineStart: 6 }} />
          </Tooltip>
        ) : null}
      </label>
      {field.type === 'photos' ? (
        <PhotoField form={form} field={field} id={id} label={label} describedBy={said} />
      ) : (
        <AnyInput
          shape={field}
          id={id}
          label={label}
          text={form.values[field.name] ?? ''}
          onText={(text) => form.set(field.name, text)}
          invalid={whole.length > 0}
          describedBy={said}
          path={field.name}
          complaints={complaints}
          placeholder={masked ? say('masked') : undefined}
        />
      )}
      <ComplaintLines id={said} complaints={whole} />
      <ComplaintLines id={`${id}-again`} complaints={form.warnings(field.name)} mild />
      <Suggested form={form} field={field} />
    </div>
  );
}

function isMadeOfParts(field: Field): boolean {
  return field.type === 'list' || field.type === 'struct';
}

/** What the program would write here, and why; one press takes it. */
function Suggested({ form, field }: { form: FormState; field: Field }) {
  const say = useFormWords();
  const read = useRead();
  const book = useCatalog();
  const [, text, why] = suggestion(form, field) ?? [];
  if (!text || !why || text === form.values[field.name]) return null;
  const known = fieldOf(form.kind, field.name);
  const code = known?.type === 'code' ? book.code(known.codes, text) : undefined;
  return (
    <div className="hint">
      {say('suggest', { text: code ? read(code.label) : text })} <span className="typed">{read(why)}</span>{' '}
      <Button size="small" onClick={() => form.set(field.name, text)}>
        {say('use')}
      </Button>
    </div>
  );
}
