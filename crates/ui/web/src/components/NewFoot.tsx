import { Alert } from 'antd';
import type { ReactNode } from 'react';
import { useRead } from '../i18n/words';
import type { FormState } from './form/types';
import { useFormWords } from './form/words';
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
      {error && error.code !== 'form' && error.code !== 'signed_out' ? <ProblemNote error={error} /> : null}
      {error?.code === 'disk' ? <Alert type="warning" title={say('disk_hint')} style={{ marginBottom: 12 }} /> : null}
      {form.sending ? <Alert type="info" title={say('sending')} style={{ marginBottom: 12 }} /> : null}
      <div className="foot-bar">{children}</div>
    </>
  );
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
