import { Alert, Button, Drawer, Flex } from 'antd';
import { useMemo, useState } from 'react';
import { useCatalog } from '../../api/catalog';
import type { Kind, Proposed } from '../../api/types';
import { ProblemNote } from '../../components/ProblemNote';
import { useRead } from '../../i18n/words';
import { AnswerForm } from './AnswerForm';
import type { Outcome } from './answering';
import { NextStep } from './NextStep';
import { Preview } from './Preview';
import { useOutcome } from './useOutcome';
import { useBoardWords } from './words';

interface Props {
  proposed: Proposed;
  /** What already came of it, where several were sent at once. */
  outcome?: Outcome;
  onClose: () => void;
}

/** One proposal from the look at it to the sent paper: preview, what is missing, the next step. */
export function AnswerDrawer({ proposed, outcome, onClose }: Props) {
  const read = useRead();
  const kind = useCatalog().kind(proposed.answered_by ?? '');
  return (
    <Drawer open size={720} title={read(proposed.label)} onClose={onClose} maskClosable={false} destroyOnHidden>
      {kind ? <Inside proposed={proposed} outcome={outcome} kind={kind} onClose={onClose} /> : null}
    </Drawer>
  );
}

function Inside({ proposed, outcome, kind, onClose }: Props & { kind: Kind }) {
  const say = useBoardWords();
  const read = useRead();
  const answer = useOutcome();
  const [now, setNow] = useState<Outcome>(outcome ?? { proposed });
  const [made, setMade] = useState(outcome?.saved?.id);
  const [working, setWorking] = useState(false);
  // What is sent lies where the record lies, so that whoever answers for that place has it too.
  const initial = useMemo(
    () => ({ division: proposed.row.division, ...Object.fromEntries(proposed.entries) }),
    [proposed],
  );
  const confirm = async () => {
    setWorking(true);
    const came = await answer(proposed);
    setNow(came);
    setMade(came.saved?.id);
    setWorking(false);
  };
  if (made) return <NextStep id={made} onClose={onClose} />;
  if (now.error?.code === 'form') {
    return (
      <>
        <Alert type="info" title={say('fill_hint')} style={{ marginBottom: 16 }} />
        <AnswerForm kind={kind.name} initial={initial} onSaved={(saved) => setMade(saved.id)} onCancel={onClose} />
      </>
    );
  }
  return (
    <>
      <h2>{say('preview', { kind: read(kind.label) })}</h2>
      <Preview proposed={proposed} kind={kind} />
      {now.error ? <ProblemNote error={now.error} /> : null}
      <Flex gap={8}>
        <Button type="primary" size="large" loading={working} onClick={() => void confirm()}>
          {say('confirm')}
        </Button>
        <Button size="large" onClick={onClose}>
          {say('cancel')}
        </Button>
      </Flex>
    </>
  );
}
