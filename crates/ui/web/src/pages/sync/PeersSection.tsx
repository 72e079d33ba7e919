import { Flex, Table, Tag } from 'antd';
import { usePeers } from '../../api/sync';
import type { PeerShown } from '../../api/types';
import { ProblemNote } from '../../components/ProblemNote';
import { Section } from '../../components/Section';
import { useRead } from '../../i18n/words';
import { count, day, moment } from '../../look/format';
import { usePeersWords } from './peersWords';

/** How an office stands with those above and below it; nothing where it stands alone. */
export function PeersSection() {
  const say = usePeersWords();
  const peers = usePeers();
  if (peers.error && !peers.data) return <ProblemNote error={peers.error} />;
  if (!peers.data || peers.data.length === 0) return null;
  return (
    <Section title={say('title')} note={say('note')}>
      <Table<PeerShown>
        rowKey={(peer) => `${String(peer.above)} ${peer.name}`}
        dataSource={peers.data}
        pagination={false}
        size="middle"
        scroll={{ x: 'max-content' }}
        columns={[
          { title: say('office'), render: (_, peer) => <Name peer={peer} /> },
          { title: say('heard'), render: (_, peer) => (peer.heard_ms === null ? say('never') : moment(peer.heard_ms)) },
          { title: say('unsent'), render: (_, peer) => <ToGo peer={peer} /> },
          { title: say('until'), render: (_, peer) => (peer.charter_until_ms === null ? '—' : day(peer.charter_until_ms)) },
        ]}
      />
    </Section>
  );
}

function Name({ peer }: { peer: PeerShown }) {
  const say = usePeersWords();
  return (
    <Flex gap={8} align="center">
      {peer.name}
      <Tag>{peer.above ? say('above') : say('below')}</Tag>
    </Flex>
  );
}

/** What has still to go up, what was refused, and what went wrong. */
function ToGo({ peer }: { peer: PeerShown }) {
  const say = usePeersWords();
  const read = useRead();
  const rest = peer.unsent > 0 ? say('unsent_some', { name: peer.name, n: count(peer.unsent) }) : say('unsent_none');
  return (
    <>
      {peer.above ? <div>{rest}</div> : null}
      {peer.refused > 0 ? <div>{say('refused', { n: count(peer.refused) })}</div> : null}
      {peer.problem ? <div className="typed">{read(peer.problem)}</div> : null}
    </>
  );
}
