import { Alert } from 'antd';
import { useEffect, type ReactNode } from 'react';
import { useRead } from '../i18n/words';
import { useConnection } from '../session/useConnection';
import type { FormState } from './form/types';
import { useFormWords } from './form/words';
import { goToField } from './lacking';
import { ProblemNote } from './ProblemNote';

/** What a hand-made form of something new ends with: what stands against it as a whole, and its buttons. */
export function NewFoot({ form, children }: { form: FormState; children: ReactNode }) {
  const say = useFormWords();
  const general = (form.checked?.warnings ?? []).filter((warning) => warning.field === null);
  const { error } = form;
  return (
    <>
      <Lines title={say('check_these')} type="error" lines={form.others} />
      <Lines title={say('look_again')} type="warning" lines={general} />
      {error?.code === 'disk' ? <Alert type="warning" title={say('disk_hint')} style={{ marginBottom: 12 }} /> : null}
      {form.sending ? <Alert type="info" title={say('sending')} style={{ marginBottom: 12 }} /> : null}
      <div className="foot-bar">
        <Refusal error={error} />
        {children}
      </div>
    </>
  );
}

/** Why saving failed, right where it was asked for; what stands against a field is brought into sight. */
function Refusal({ error }: { error: FormState['error'] }) {
  const told = error && error.code !== 'signed_out' ? error : null;
  useEffect(() => {
    const field = told?.complaints.find((complaint) => complaint.field !== null)?.field;
    if (told?.code === 'form' && field) goToField(field.split(/[.[]/)[0] ?? field);
  }, [told]);
  if (!told) return null;
  return (
    <div className="foot-told">
      <Told error={told} />
    </div>
  );
}

function Told({ error }: { error: NonNullable<FormState['error']> }) {
  const say = useFormWords();
  const { lost } = useConnection();
  if (error.code === 'form') return <Alert type="error" title={say('check_these')} />;
  // Once the program answers again, what it did not answer is to be saved once more.
  if (error.unreachable && !lost) return <Alert type="info" role="status" title={say('back_again')} />;
  return <ProblemNote error={error} />;
}

function Lines({ title, type, lines }: { title: string; type: 'error' | 'warning'; lines: FormState['others'] }) {
  const read = useRead();
  if (lines.length === 0) return null;
  const list = (
    <ul className="lines">
      {lines.map((line, at) => (
        <li key={at} className="typed">
          {read(line)}
        </li>
      ))}
    </ul>
  );
  return <Alert type={type} title={title} description={list} style={{ marginBottom: 12 }} />;
}
