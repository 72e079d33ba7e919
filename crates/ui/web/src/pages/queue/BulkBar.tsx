import { Button } from 'antd';
import { useState } from 'react';
import type { Event, RowShown } from '../../api/types';
import { useRead } from '../../i18n/words';
import { useSession } from '../../session/SessionContext';
import { bulkSteps } from './bulk';
import { BulkDialog } from './BulkDialog';
import type { Queue } from './useQueue';
import { useQueueWords } from './words';

interface Props {
  queue: Queue;
  rows: RowShown[];
  onUnmark: () => void;
}

/** What can be done with all marked records at once. */
export function BulkBar({ queue, rows, onUnmark }: Props) {
  const say = useQueueWords();
  const read = useRead();
  const { role } = useSession();
  const [chosen, setChosen] = useState<{ event: Event; rows: RowShown[] } | null>(null);
  const { kind } = queue.looks;
  if (!kind || (rows.length === 0 && !chosen)) return null;
  const steps = bulkSteps(kind, rows, role);
  const close = () => {
    setChosen(null);
    onUnmark();
  };
  return (
    <div className="bulk-bar" role="toolbar" aria-label={say('marked', { n: rows.length })}>
      <strong>{say('marked', { n: rows.length })}</strong>
      {steps.length === 0 ? <span>{say('bulk_none')}</span> : null}
      {steps.map((event) => (
        <Button key={event.name} size="small" danger={event.to === 'void'} onClick={() => setChosen({ event, rows })}>
          {read(event.label)}
        </Button>
      ))}
      <Button size="small" type="link" onClick={onUnmark}>
        {say('unmark')}
      </Button>
      {chosen ? (
        <BulkDialog kind={kind} event={chosen.event} rows={chosen.rows} onClose={() => setChosen(null)} onDone={close} />
      ) : null}
    </div>
  );
}
