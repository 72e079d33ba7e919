import { App, Button } from 'antd';
import { Link } from 'react-router';
import { useAnswer } from '../../api/proposals';
import { useCatalog } from '../../api/catalog';
import type { Proposed } from '../../api/types';
import { Block } from '../../components/Block';
import { LinkButton } from '../../components/LinkButton';
import { ProblemNote } from '../../components/ProblemNote';
import { useRead } from '../../i18n/words';
import { useSession } from '../../session/SessionContext';
import { RowLine } from './RowList';
import { useTodayWords } from './words';

/** What the program proposes; one press makes the answering record, which is then checked and sent. */
export function Proposals({ proposals, all }: { proposals: Proposed[]; all: number }) {
  const say = useTodayWords();
  const answer = useAnswer();
  if (all === 0) return null;
  return (
    <Block title={say('list', { title: say('proposals'), n: all })}>
      {answer.error ? <ProblemNote error={answer.error} /> : null}
      <ul className="rows">
        {proposals.map((one) => (
          <li key={`${one.row.id} ${one.cause}`}>
            <Proposal proposed={one} answer={answer} />
          </li>
        ))}
      </ul>
      {all > proposals.length ? <p className="hint">{say('shown_of', { all, n: proposals.length })}</p> : null}
    </Block>
  );
}

function Proposal({ proposed, answer }: { proposed: Proposed; answer: ReturnType<typeof useAnswer> }) {
  const say = useTodayWords();
  const read = useRead();
  return (
    <div className="proposal">
      <div>
        <div className="proposal-what">
          {read(proposed.label)} <span className="hint">{say('since', { day: proposed.since })}</span>
        </div>
        <RowLine row={proposed.row} />
        {proposed.holidays_unknown ? <div className="hint">{say('holidays_unknown')}</div> : null}
        <NotYours proposed={proposed} />
      </div>
      <Doing proposed={proposed} answer={answer} />
    </div>
  );
}

/** Who answers it, where that is somebody else. */
function NotYours({ proposed }: { proposed: Proposed }) {
  const say = useTodayWords();
  const read = useRead();
  const book = useCatalog();
  const { role } = useSession();
  const kind = proposed.answered_by ? book.kind(proposed.answered_by) : undefined;
  if (!kind || kind.create.includes(role)) return null;
  const roles = kind.create.map((name) => read(book.role(name)?.label ?? { zh: name, en: name }));
  return <div className="hint">{say('answer_not_yours', { roles: roles.join('、') })}</div>;
}

function Doing({ proposed, answer }: { proposed: Proposed; answer: ReturnType<typeof useAnswer> }) {
  const say = useTodayWords();
  const read = useRead();
  const { role } = useSession();
  const book = useCatalog();
  const { notification } = App.useApp();
  const kind = proposed.answered_by ? book.kind(proposed.answered_by) : undefined;
  if (!kind) return <LinkButton to={`/r/${proposed.row.id}`}>{say('answer_itself')}</LinkButton>;
  if (!kind.create.includes(role)) return null;
  const mine = answer.isPending && answer.variables.cause === proposed.cause && answer.variables.id === proposed.row.id;
  const press = () => {
    answer.mutate(
      { id: proposed.row.id, cause: proposed.cause },
      {
        onSuccess: (saved) => {
          notification.success({
            title: say('answered', { kind: read(kind.label) }),
            description: <Link to={`/r/${saved.id}`}>{say('answered_open')}</Link>,
            duration: 12,
          });
        },
      },
    );
  };
  return (
    <Button type="primary" loading={mine} disabled={answer.isPending && !mine} onClick={press}>
      {say('answer')}
    </Button>
  );
}
