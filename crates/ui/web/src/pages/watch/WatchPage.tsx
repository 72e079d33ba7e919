import { Table } from 'antd';
import { Link } from 'react-router';
import type { HeldShown, Look } from '../../api/types';
import { useHeld, useLooks } from '../../api/watch';
import { EmptyHint } from '../../components/EmptyHint';
import { PageHead } from '../../components/PageHead';
import { ProblemNote } from '../../components/ProblemNote';
import { Section } from '../../components/Section';
import { useRead } from '../../i18n/words';
import { moment } from '../../look/format';
import { useSession } from '../../session/SessionContext';
import { useWatchWords } from './words';

/** What is kept among the looks and was none: what administrators did about devices. */
const DEEDS: Record<string, 'unlock' | 'invite' | 'withdraw' | 'revoke' | 'lift'> = {
  unlock: 'unlock',
  invite: 'invite',
  withdraw: 'withdraw',
  revoke: 'revoke',
  'revoke --lift': 'lift',
};

/** What those who review work and those who watch over it are shown. */
export default function WatchPage() {
  const say = useWatchWords();
  const { may } = useSession();
  const reviews = may.includes('review');
  const watches = may.includes('logs');
  return (
    <>
      <PageHead title={say('title')} />
      {reviews ? <Held /> : null}
      {watches ? <Looks /> : null}
      {reviews || watches ? null : <EmptyHint hint={say('not_yours')} />}
    </>
  );
}

function Held() {
  const say = useWatchWords();
  const read = useRead();
  const held = useHeld(true);
  return (
    <Section title={say('held')} note={say('held_note')}>
      {held.error ? <ProblemNote error={held.error} onAgain={() => void held.refetch()} /> : null}
      <Table<HeldShown>
        rowKey={(one) => one.operation}
        dataSource={held.data ?? []}
        loading={held.isPending}
        locale={{ emptyText: say('held_none') }}
        pagination={{ hideOnSinglePage: true }}
        size="middle"
        scroll={{ x: 'max-content' }}
        columns={[
          { title: say('at'), render: (_, one) => moment(one.at_ms) },
          { title: say('by'), render: (_, one) => `${one.by}${one.role ? ` · ${read(one.role)}` : ''}` },
          { title: say('what'), render: (_, one) => <Link to={`/r/${one.record}`}>{read(one.kind)}</Link> },
          { title: say('place'), render: (_, one) => one.place },
          { title: say('why'), render: (_, one) => read(one.reason) },
        ]}
      />
    </Section>
  );
}

function Looks() {
  const say = useWatchWords();
  const looks = useLooks(true);
  return (
    <Section title={say('looks')} note={say('looks_note')}>
      {looks.error ? <ProblemNote error={looks.error} onAgain={() => void looks.refetch()} /> : null}
      <Table<Look>
        rowKey={(one) => `${one.at_ms} ${one.account} ${one.record ?? one.file ?? ''}`}
        dataSource={looks.data ?? []}
        loading={looks.isPending}
        locale={{ emptyText: say('looks_none') }}
        pagination={{ hideOnSinglePage: true }}
        size="middle"
        scroll={{ x: 'max-content' }}
        columns={[
          { title: say('at'), render: (_, one) => moment(one.at_ms) },
          { title: say('who'), render: (_, one) => <Who look={one} /> },
          { title: say('what'), render: (_, one) => <What look={one} /> },
          { title: say('place'), render: (_, one) => <span className="typed">{one.division}</span> },
          { title: say('fields'), render: (_, one) => one.fields.join(', ') },
          { title: say('reason'), render: (_, one) => one.reason },
        ]}
      />
    </Section>
  );
}

function Who({ look }: { look: Look }) {
  return <>{look.role ? `${look.account} · ${look.role}` : look.account}</>;
}

/** One record, or the file that was made of many. */
function What({ look }: { look: Look }) {
  const say = useWatchWords();
  const { may } = useSession();
  const deed = DEEDS[look.file ?? ''];
  if (deed) return <>{say(deed)}</>;
  if (!look.record) return <>{`${look.file ?? ''} ${say('all')}`}</>;
  if (!may.includes('read')) return <span className="typed">{look.record}</span>;
  return <Link to={`/r/${look.record}`}>{say('open')}</Link>;
}
