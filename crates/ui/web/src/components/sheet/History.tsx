import { Skeleton, Timeline } from 'antd';
import { fileAddress } from '../../api/files';
import { useHistory } from '../../api/records';
import type { ChangeShown, Step } from '../../api/types';
import { useRead } from '../../i18n/words';
import { moment } from '../../look/format';
import { ProblemNote } from '../ProblemNote';
import { Section } from '../Section';
import { useSheetWords } from './words';

/** Who wrote what, when and on which device, and what it replaced; the newest first. */
export function History({ id }: { id: string }) {
  const say = useSheetWords();
  const history = useHistory(id);
  const steps = [...(history.data ?? [])].reverse();
  return (
    <Section title={say('history')}>
      {history.isPending && !history.error ? <Skeleton active /> : null}
      {history.error ? <ProblemNote error={history.error} onAgain={() => void history.refetch()} /> : null}
      {history.data?.length === 0 ? <p className="quiet">{say('history_none')}</p> : null}
      <Timeline
        items={steps.map((step) => ({
          key: step.hash,
          color: step.held ? 'red' : 'blue',
          content: <One step={step} />,
        }))}
      />
    </Section>
  );
}

function One({ step }: { step: Step }) {
  const say = useSheetWords();
  const read = useRead();
  const by = { by: step.by, role: read(step.role), unit: step.unit };
  return (
    <div className="typed">
      <div>
        <strong>{moment(step.at_ms)}</strong> {say('history_by', by)}{' '}
        <span className="quiet" title={`${step.device} ${step.hash}`}>
          {say('history_device', { device: step.device.slice(0, 8), seq: step.seq })}
        </span>
      </div>
      <Proved step={step} />
      {step.held ? <div className="said">{say('history_held', { why: step.held })}</div> : null}
      {step.reason ? <div>{say('history_reason', { reason: step.reason })}</div> : null}
      <ul className="lines">
        {step.changes.map((change, number) => (
          <li key={number}>
            <Change change={change} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Between which moments it was certainly written, whatever the device's clock says. */
function Proved({ step }: { step: Step }) {
  const say = useSheetWords();
  const from = step.not_before_ms === null ? null : moment(step.not_before_ms);
  const to = step.not_after_ms === null ? null : moment(step.not_after_ms);
  if (!from && !to) return null;
  const between = from && to ? say('history_between', { from, to }) : null;
  const one = from ? say('history_from', { from }) : say('history_to', { to: to ?? '' });
  return (
    <div className="quiet">
      {between ?? one}
      {step.suspect ? <div className="said">{say('history_suspect')}</div> : null}
    </div>
  );
}

function Change({ change }: { change: ChangeShown }) {
  const text = useChangeText(change);
  if (change.what !== 'attach' || !change.sha256) return <>{text}</>;
  return (
    <a href={fileAddress(change.sha256)} target="_blank" rel="noreferrer">
      {text}
    </a>
  );
}

function useChangeText(change: ChangeShown): string {
  const say = useSheetWords();
  const read = useRead();
  const label = read(change.label);
  const text = read(change.text);
  switch (change.what) {
    case 'add':
      return say('history_add', { label, text });
    case 'remove':
      return say('history_remove', { label, text });
    case 'event':
      return say('history_event', { label });
    case 'attach':
      return say('history_attach', { label, text });
    default:
      break;
  }
  if (!change.before) return say('history_set', { label, text });
  const before = read(change.before);
  return text === '' ? say('history_cleared', { label, before }) : say('history_changed', { label, before, text });
}
