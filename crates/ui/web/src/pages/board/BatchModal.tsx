import { Alert, Button, Flex, Modal } from 'antd';
import { useState } from 'react';
import { stateLabel } from '../../api/catalog';
import type { Kind, Proposed } from '../../api/types';
import { useRead } from '../../i18n/words';
import { AnswerDrawer } from './AnswerDrawer';
import { answerAll, proposalKey, type Outcome } from './answering';
import { Preview } from './Preview';
import { useOutcome } from './useOutcome';
import { useBoardWords } from './words';

interface Props {
  chosen: Proposed[];
  kind: Kind;
  onClose: () => void;
}

/** Several proposals at once: all of them are shown, confirmed together, and each outcome is told. */
export function BatchModal({ chosen, kind, onClose }: Props) {
  const say = useBoardWords();
  const read = useRead();
  const answer = useOutcome();
  const [outcomes, setOutcomes] = useState<Outcome[] | null>(null);
  const [working, setWorking] = useState(false);
  const [opened, setOpened] = useState<Outcome | null>(null);
  const run = async () => {
    setWorking(true);
    await answerAll(chosen, answer, setOutcomes);
    setWorking(false);
  };
  const footer = outcomes ? (
    <Button disabled={working} onClick={onClose}>
      {say('close')}
    </Button>
  ) : (
    <Flex gap={8} justify="end">
      <Button disabled={working} onClick={onClose}>
        {say('cancel')}
      </Button>
      <Button type="primary" loading={working} onClick={() => void run()}>
        {say('confirm_many', { n: chosen.length })}
      </Button>
    </Flex>
  );
  return (
    <Modal
      open
      width={720}
      title={outcomes ? read(kind.label) : say('preview_many', { n: chosen.length, kind: read(kind.label) })}
      footer={footer}
      closable={!working}
      maskClosable={false}
      onCancel={onClose}
    >
      {outcomes ? (
        <Told outcomes={outcomes} all={chosen.length} kind={kind} working={working} onOpen={setOpened} />
      ) : (
        <ol className="batch">
          {chosen.map((proposed) => (
            <li key={proposalKey(proposed)}>
              <Preview proposed={proposed} kind={kind} />
            </li>
          ))}
        </ol>
      )}
      {opened ? <AnswerDrawer proposed={opened.proposed} outcome={opened} onClose={() => setOpened(null)} /> : null}
    </Modal>
  );
}

interface ToldProps {
  outcomes: Outcome[];
  all: number;
  kind: Kind;
  working: boolean;
  onOpen: (outcome: Outcome) => void;
}

function Told({ outcomes, all, kind, working, onOpen }: ToldProps) {
  const say = useBoardWords();
  const read = useRead();
  const ok = outcomes.filter((outcome) => outcome.saved).length;
  const bad = outcomes.length - ok;
  const title = working ? say('working', { n: outcomes.length, all }) : say('outcomes', { ok, bad });
  return (
    <>
      <Alert type={bad > 0 ? 'warning' : 'success'} title={title} role="status" style={{ marginBottom: 12 }} />
      <ul className="batch">
        {outcomes.map((outcome) => (
          <li key={proposalKey(outcome.proposed)} className="typed">
            {outcome.proposed.row.title}
            {' — '}
            {outcome.saved
              ? say('made', { status: read(stateLabel(kind, outcome.saved.status)) })
              : say('refused', { why: outcome.error ? why(outcome.error, read) : '' })}{' '}
            <Button size="small" disabled={working} onClick={() => onOpen(outcome)}>
              {say(outcome.saved ? 'next' : 'fill')}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** What stands against it, field by field where the program says so. */
function why(error: NonNullable<Outcome['error']>, read: ReturnType<typeof useRead>): string {
  return error.complaints.length > 0 ? error.complaints.map(read).join(' ') : read(error.text);
}
