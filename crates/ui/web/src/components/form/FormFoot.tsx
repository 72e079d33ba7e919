import { Alert, Button, Flex, Input, Popconfirm } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Complaint } from '../../api/types';
import { useRead } from '../../i18n/words';
import { useConnection } from '../../session/useConnection';
import { ProblemNote } from '../ProblemNote';
import { ComplaintLines } from './ComplaintLines';
import { isAbout } from './complaints';
import type { FormState } from './types';
import { useFormWords } from './words';

/** What a form ends with: the reason, what stands against it as a whole, likely doubles, and saving. */
export function FormFoot({ form, onCancel }: { form: FormState; onCancel?: () => void }) {
  const say = useFormWords();
  const read = useRead();
  const step = 'sheet' in form.target ? form.target.offer : undefined;
  return (
    <Flex vertical gap={12}>
      {form.needsReason ? <Reason form={form} /> : null}
      <Near form={form} />
      <Others title={say('check_these')} type="error" lines={form.others} />
      <Others
        title={say('look_again')}
        type="warning"
        lines={(form.checked?.warnings ?? []).filter((warning) => warning.field === null)}
      />
      <Refusal form={form} />
      {form.sending ? <Alert type="info" title={say('sending')} /> : null}
      <Flex wrap gap={8}>
        <Button
          type="primary"
          size="large"
          htmlType="submit"
          loading={form.saving}
          disabled={form.sending}
          style={{ minWidth: 140 }}
        >
          {form.saving ? say('saving') : step ? read(step.label) : say('save')}
        </Button>
        {onCancel ? (
          <Button size="large" onClick={onCancel}>
            {say('cancel')}
          </Button>
        ) : null}
      </Flex>
    </Flex>
  );
}

function Reason({ form }: { form: FormState }) {
  const say = useFormWords();
  const against = form.checked?.complaints.filter((complaint) => isAbout(complaint, 'reason')) ?? [];
  const shown = form.reason === '' ? form.complaints('reason') : against;
  return (
    <div>
      <label htmlFor="field-reason" className="field-label" data-required>
        {say('reason')}
      </label>
      <Input.TextArea
        id="field-reason"
        autoSize={{ minRows: 2, maxRows: 8 }}
        value={form.reason}
        aria-invalid={shown.length > 0}
        aria-describedby="field-reason-said"
        status={shown.length > 0 ? 'error' : undefined}
        onChange={(event) => form.setReason(event.target.value)}
      />
      <ComplaintLines id="field-reason-said" complaints={shown} />
    </div>
  );
}

function Others({ title, type, lines }: { title: string; type: 'error' | 'warning'; lines: Complaint[] }) {
  const read = useRead();
  if (lines.length === 0) return null;
  const list = lines.map((line, number) => (
    <li key={number} className="typed">
      {read(line)}
    </li>
  ));
  return <Alert type={type} title={title} description={<ul className="lines">{list}</ul>} />;
}

/** Records that may be about the same thing, to be looked at before a double is made. */
function Near({ form }: { form: FormState }) {
  const say = useFormWords();
  const near = form.checked?.near ?? [];
  if (near.length === 0) return null;
  const lines = near.map(({ row, metres }) => (
    <li key={row.id} className="typed">
      {[row.number, row.title, row.place].filter(Boolean).join(' · ')} · {say('near_metres', { n: metres })}{' '}
      <Link to={`/r/${row.id}`} target="_blank">
        {say('open')}
      </Link>
    </li>
  ));
  return <Alert type="warning" title={say('near_title')} description={<ul className="lines">{lines}</ul>} />;
}

/** Why saving failed and what to do; nothing typed is lost in any of these. */
function Refusal({ form }: { form: FormState }) {
  const say = useFormWords();
  const { lost } = useConnection();
  const { error } = form;
  if (!error || error.code === 'form' || error.code === 'signed_out') return null;
  if (error.code === 'overtaken') return <Overtaken form={form} complaints={error.complaints} />;
  if (error.code === 'opened_twice') {
    return (
      <Told error={error} hint={say('opened_twice_hint')}>
        <Button onClick={form.takeNewer}>{say('take_newer')}</Button>
      </Told>
    );
  }
  if (error.code === 'saved_before') {
    return (
      <Told error={error} hint={say('saved_before_hint')}>
        <Button onClick={form.saveAnother}>{say('save_another')}</Button>
      </Told>
    );
  }
  if (error.unreachable && !lost) return <Alert type="info" role="status" title={say('back_again')} />;
  if (error.code === 'disk') return <Told error={error} hint={say('disk_hint')} />;
  return <ProblemNote error={error} />;
}

function Told({ error, hint, children }: { error: NonNullable<FormState['error']>; hint: string; children?: ReactNode }) {
  const read = useRead();
  return <Alert type="warning" role="alert" title={read(error.text)} description={hint} action={children} />;
}

function Overtaken({ form, complaints }: { form: FormState; complaints: Complaint[] }) {
  const say = useFormWords();
  const read = useRead();
  const name = (complaint: Complaint) => {
    const field = form.kind.fields.find((known) => isAbout(complaint, known.name));
    return field ? read(field.label) : (complaint.field ?? '');
  };
  const lines = complaints.map((complaint, number) => (
    <li key={number} className="typed">
      {say('field_list', { field: name(complaint), text: read(complaint) })}
    </li>
  ));
  const description = (
    <>
      <ul className="lines">{lines}</ul>
      <p>{say('overtaken_hint')}</p>
      <Button onClick={() => form.save(true)}>{say('keep_both')}</Button>
    </>
  );
  return <Alert type="warning" role="alert" title={say('overtaken_title')} description={description} />;
}

/** A draft that was put back says so, and can be thrown away. */
export function DraftNote({ form }: { form: FormState }) {
  const say = useFormWords();
  if (form.draftLost) return <Alert type="warning" title={say('draft_lost')} style={{ marginBottom: 16 }} />;
  if (!form.restored) return null;
  const discard = (
    <Popconfirm title={say('discard_sure')} okText={say('yes_discard')} onConfirm={form.discard}>
      <Button>{say('discard')}</Button>
    </Popconfirm>
  );
  return <Alert type="info" role="status" title={say('restored')} action={discard} style={{ marginBottom: 16 }} />;
}
