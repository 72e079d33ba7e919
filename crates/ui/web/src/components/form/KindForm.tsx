import { App, Collapse } from 'antd';
import type { ClipboardEvent, KeyboardEvent } from 'react';
import { useCatalog } from '../../api/catalog';
import type { Saved } from '../../api/types';
import { useRead } from '../../i18n/words';
import { EmptyHint } from '../EmptyHint';
import { FieldRow } from './FieldRow';
import { DraftNote, FormFoot } from './FormFoot';
import { filesOf } from './pasted';
import type { FormState, KindFormProps } from './types';
import { useKindForm } from './useKindForm';
import { useFormWords } from './words';
import './form.css';

/** A form for any kind, change or step, drawn from the catalog. */
export function KindForm(props: KindFormProps) {
  const say = useFormWords();
  const name = 'kind' in props.target ? props.target.kind : props.target.sheet.row.kind;
  const known = useCatalog().kind(name);
  return known ? <Known {...props} /> : <EmptyHint hint={say('unknown_kind', { kind: name })} />;
}

function Known({ onSaved, onCancel, ...rest }: KindFormProps) {
  const saved = useSaved(onSaved);
  const form = useKindForm({ ...rest, onSaved: saved });
  return (
    <FormFrame form={form}>
      <DraftNote form={form} />
      <Fields form={form} />
      <FormFoot form={form} onCancel={onCancel} />
    </FormFrame>
  );
}

/** Every field of a form, in its order. */
export function Fields({ form }: { form: FormState }) {
  return (
    <>
      <div className="fields">
        {form.first.map((field) => (
          <FieldRow key={field.name} form={form} name={field.name} />
        ))}
      </div>
      <MoreFields form={form} />
    </>
  );
}

/** Says 已保存 — after the answer of the program, and with what it asks to look at again. */
export function useSaved(then: (saved: Saved) => void): (saved: Saved) => void {
  const say = useFormWords();
  const read = useRead();
  const { message } = App.useApp();
  return (saved) => {
    void message.success(say('saved'));
    for (const warning of saved.warnings) void message.warning(read(warning), 8);
    then(saved);
  };
}

/**
 * The frame of a form. Enter in a line does not save, because whoever fills in one line is seldom
 * done; Ctrl with Enter does. Pasted pictures go to the first photo field.
 */
export function FormFrame({ form, children }: { form: FormState; children: React.ReactNode }) {
  const paste = (event: ClipboardEvent) => {
    const files = filesOf(event);
    const field = [...form.first, ...form.more].find((one) => one.type === 'photos');
    if (files.length > 0 && field) form.addFiles(field.name, files);
  };
  const save = () => {
    if (!form.saving && !form.sending) form.save();
  };
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    if (event.ctrlKey) save();
    else if (event.target instanceof HTMLInputElement) event.preventDefault();
  };
  return (
    <form
      noValidate
      className="form"
      onPaste={paste}
      onKeyDown={press}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      {children}
    </form>
  );
}

/** The fields that rarely matter, folded away until something stands against one of them. */
export function MoreFields({ form }: { form: FormState }) {
  const say = useFormWords();
  if (form.more.length === 0) return null;
  const wrong = form.more.some((field) => form.complaints(field.name).length > 0);
  const children = (
    <div className="fields">
      {form.more.map((field) => (
        <FieldRow key={field.name} form={form} name={field.name} />
      ))}
    </div>
  );
  return (
    <Collapse
      key={String(wrong)}
      defaultActiveKey={wrong ? ['more'] : []}
      style={{ marginBottom: 16 }}
      items={[{ key: 'more', label: say('more', { n: form.more.length }), children }]}
    />
  );
}
