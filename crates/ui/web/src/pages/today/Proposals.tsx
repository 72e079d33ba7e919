import { App, Button } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { ApiError } from '../../api/call';
import { useCatalog } from '../../api/catalog';
import { useAnswer } from '../../api/proposals';
import { run } from '../../api/run';
import type { Kind, Proposed, Saved } from '../../api/types';
import { Section } from '../../components/Section';
import { LinkButton } from '../../components/LinkButton';
import { ProblemNote } from '../../components/ProblemNote';
import { useRead } from '../../i18n/words';
import { useSession } from '../../session/SessionContext';
import { AnswerDialog } from './AnswerDialog';
import { RowLine } from './RowList';
import { useTodayWords } from './words';

/** What the program proposes; one press makes the answering record, which is then checked and sent. */
export function Proposals({ proposals, all }: { proposals: Proposed[]; all: number }) {
  const say = useTodayWords();
  const answer = useAnswer();
  const told = useTold();
  // Held here and not in its line: the line goes as soon as the proposal is answered.
  const [asking, setAsking] = useState<Proposed | null>(null);
  const press = (one: Proposed) => {
    const made = (saved: Saved) => told(one, saved);
    run(answer, { id: one.row.id, cause: one.cause }, made, (error) => setAsking(isIncomplete(error) ? one : null));
  };
  const saved = (one: Proposed, record: Saved) => {
    setAsking(null);
    answer.reset();
    told(one, record);
  };
  const busy = answer.isPending ? `${answer.variables.id} ${answer.variables.cause}` : null;
  return (
    <>
      {asking?.answered_by ? (
        <AnswerDialog
          proposed={asking}
          kind={asking.answered_by}
          onSaved={(record) => saved(asking, record)}
          onClose={() => setAsking(null)}
        />
      ) : null}
      {all > 0 ? (
        <Section title={say('list', { title: say('proposals'), n: all })}>
          {answer.error && !isIncomplete(answer.error) ? <ProblemNote error={answer.error} /> : null}
          <ul className="rows">
            {proposals.map((one) => (
              <li key={nameOf(one)}>
                <Proposal proposed={one} busy={busy} onPress={press} />
              </li>
            ))}
          </ul>
          {all > proposals.length ? <p className="hint">{say('shown_of', { all, n: proposals.length })}</p> : null}
        </Section>
      ) : null}
    </>
  );
}

/** A record and a cause make a proposal unique. */
function nameOf(proposed: Proposed): string {
  return `${proposed.row.id} ${proposed.cause}`;
}

/** The answer needs something only a person knows. */
function isIncomplete(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'form';
}

/** Says that the answer was made, and leads to it. */
function useTold() {
  const say = useTodayWords();
  const read = useRead();
  const book = useCatalog();
  const navigate = useNavigate();
  const { notification } = App.useApp();
  return (proposed: Proposed, saved: Saved) => {
    const kind = book.kind(proposed.answered_by ?? '');
    notification.success({
      title: say('answered', { kind: kind ? read(kind.label) : '' }),
      // Drawn outside the router, where a link would not know where it is.
      description: <Button onClick={() => void navigate(`/r/${saved.id}`)}>{say('answered_open')}</Button>,
      duration: 12,
    });
  };
}

interface ProposalProps {
  proposed: Proposed;
  /** The proposal that is being answered right now. */
  busy: string | null;
  onPress: (proposed: Proposed) => void;
}

function Proposal({ proposed, busy, onPress }: ProposalProps) {
  const say = useTodayWords();
  const read = useRead();
  const kind = useCatalog().kind(proposed.answered_by ?? '');
  const { role } = useSession();
  const mine = kind?.create.includes(role) ?? false;
  return (
    <div className="proposal">
      <div>
        <div className="proposal-what">
          {read(proposed.label)} <span className="hint">{say('since', { day: proposed.since })}</span>
        </div>
        <RowLine row={proposed.row} />
        {proposed.holidays_unknown ? <div className="hint">{say('holidays_unknown')}</div> : null}
        {kind && !mine ? <NotYours kind={kind} /> : null}
      </div>
      {kind ? null : <LinkButton to={`/r/${proposed.row.id}`}>{say('answer_itself')}</LinkButton>}
      {mine ? (
        <Button type="primary" loading={busy === nameOf(proposed)} disabled={busy !== null} onClick={() => onPress(proposed)}>
          {say('answer')}
        </Button>
      ) : null}
    </div>
  );
}

/** Who answers it, where that is somebody else. */
function NotYours({ kind }: { kind: Kind }) {
  const say = useTodayWords();
  const read = useRead();
  const book = useCatalog();
  const roles = kind.create.map((name) => read(book.role(name)?.label ?? { zh: name, en: name }));
  return <div className="hint">{say('answer_not_yours', { roles: roles.join('、') })}</div>;
}
