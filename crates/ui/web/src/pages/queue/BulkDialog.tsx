import { Alert, Button, Flex, Input, Modal } from 'antd';
import { useState } from 'react';
import { stateLabel } from '../../api/catalog';
import { useBulk } from '../../api/records';
import type { BulkOutcome, Event, Kind, RowShown } from '../../api/types';
import { AnyInput } from '../../components/form/inputs/AnyInput';
import type { Values } from '../../components/form/types';
import '../../components/form/form.css';
import { ProblemNote } from '../../components/ProblemNote';
import { Mark } from '../../components/StatusTag';
import { quickReasons, withReason } from '../../components/steps/reasons';
import { useStepWords } from '../../components/steps/words';
import { useRead } from '../../i18n/words';
import { bulkFields } from './bulk';
import { useQueueWords } from './words';

interface Props {
  kind: Kind;
  event: Event;
  rows: RowShown[];
  onClose: () => void;
  onDone: () => void;
}

/** One step for many records: what it is and which they are, then how it went for each. */
export function BulkDialog({ kind, event, rows, onClose, onDone }: Props) {
  const say = useQueueWords();
  const read = useRead();
  const bulk = useBulk();
  const [values, setValues] = useState<Values>({});
  const [reason, setReason] = useState('');
  const fields = bulkFields(kind, event);
  const lacking = event.requires.some((name) => !values[name]) || (event.reason && reason.trim() === '');
  const step = read(event.label);
  const outcomes = bulk.data;
  const send = () => {
    const entries = Object.entries(values).filter(([, text]) => text !== '');
    bulk.mutate({ ids: rows.map((row) => row.id), event: event.name, entries, reason: reason.trim() || undefined });
  };
  return (
    <Modal
      open
      width={760}
      style={{ top: 24 }}
      title={say('bulk_title', { step, n: rows.length })}
      onCancel={outcomes ? onDone : onClose}
      mask={{ closable: false }}
      footer={
        outcomes ? (
          <Button type="primary" onClick={onDone}>
            {say('bulk_close')}
          </Button>
        ) : (
          <Flex gap={8} justify="end">
            <Button onClick={onClose}>{say('cancel')}</Button>
            <Button type="primary" danger={event.to === 'void'} disabled={lacking} loading={bulk.isPending} onClick={send}>
              {say('bulk_do', { n: rows.length })}
            </Button>
          </Flex>
        )
      }
    >
      {bulk.error ? <ProblemNote error={bulk.error} /> : null}
      {outcomes ? (
        <Outcomes kind={kind} rows={rows} outcomes={outcomes} />
      ) : (
        <>
          <p>{say('bulk_sure', { step, n: rows.length })}</p>
          <div className="fields">
            {fields.map((field) => (
              <div key={field.name} className="field">
                <label className="field-label" htmlFor={`bulk-${field.name}`} data-required={event.requires.includes(field.name)}>
                  {read(field.label)}
                </label>
                <AnyInput
                  shape={field}
                  id={`bulk-${field.name}`}
                  label={read(field.label)}
                  text={values[field.name] ?? ''}
                  onText={(text) => setValues((now) => ({ ...now, [field.name]: text }))}
                  invalid={false}
                  path={field.name}
                  complaints={[]}
                />
              </div>
            ))}
          </div>
          {event.reason ? <Reason event={event.name} reason={reason} onReason={setReason} /> : null}
          <ul className="bulk-rows">
            {rows.map((row) => (
              <li key={row.id} className="typed">
                {row.title}
              </li>
            ))}
          </ul>
        </>
      )}
    </Modal>
  );
}

function Reason({ event, reason, onReason }: { event: string; reason: string; onReason: (text: string) => void }) {
  const say = useQueueWords();
  const quick = useStepWords();
  return (
    <div style={{ marginBottom: 12 }}>
      <label htmlFor="bulk-reason" className="field-label" data-required>
        {say('bulk_reason')}
      </label>
      <Flex wrap gap={8} style={{ marginBottom: 6 }}>
        {quickReasons(event).map((word) => (
          <Button key={word} size="small" onClick={() => onReason(withReason(reason, quick(word)))}>
            {quick(word)}
          </Button>
        ))}
      </Flex>
      <Input.TextArea id="bulk-reason" autoSize={{ minRows: 2 }} value={reason} onChange={(event) => onReason(event.target.value)} />
    </div>
  );
}

/** What became of each record; the refused ones first, with what stands against them. */
function Outcomes({ kind, rows, outcomes }: { kind: Kind; rows: RowShown[]; outcomes: BulkOutcome[] }) {
  const say = useQueueWords();
  const read = useRead();
  const bad = outcomes.filter((outcome) => outcome.status === null);
  const good = outcomes.filter((outcome) => outcome.status !== null);
  const title = (id: string) => rows.find((row) => row.id === id)?.title ?? id;
  return (
    <>
      <Alert
        type={bad.length > 0 ? 'warning' : 'success'}
        role="status"
        title={say('bulk_done', { ok: good.length, bad: bad.length })}
        style={{ marginBottom: 12 }}
      />
      <ul className="bulk-rows">
        {[...bad, ...good].map((outcome) => (
          <li key={outcome.id}>
            <span className="typed">{title(outcome.id)}</span>{' '}
            {outcome.status ? <Mark colour="green">{say('bulk_now', { state: read(stateLabel(kind, outcome.status)) })}</Mark> : null}
            {outcome.complaints.map((complaint, number) => (
              <div key={number} className="said typed">
                {read(complaint)}
              </div>
            ))}
          </li>
        ))}
      </ul>
    </>
  );
}
