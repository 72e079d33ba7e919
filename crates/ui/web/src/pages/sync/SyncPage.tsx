import { SyncOutlined } from '@ant-design/icons';
import { Alert, Button, Card, Flex, Progress, Skeleton, Table } from 'antd';
import type { ReactNode } from 'react';
import { useStanding, useStartSync } from '../../api/sync';
import type { PhotosMoved, Standing, SyncShown } from '../../api/types';
import { GrantNote } from '../../components/GrantNote';
import { PageHead } from '../../components/PageHead';
import { ProblemNote } from '../../components/ProblemNote';
import { useRead } from '../../i18n/words';
import { bytes, count, moment } from '../../look/format';
import { useSession } from '../../session/SessionContext';
import { NeighbourSection } from './NeighbourSection';
import { PeersSection } from './PeersSection';
import { StickSection } from './StickSection';
import { useSyncWords } from './words';
import './sync.css';

/** How a laptop stands with the office. */
export default function SyncPage() {
  const say = useSyncWords();
  const laptop = useSession().program === 'laptop';
  const standing = useStanding(laptop);
  const start = useStartSync();
  const running = standing.data?.sync.running ?? false;
  // A laptop that was let in by stick may know no address.
  const online = laptop && standing.data?.sync.server !== '';
  const button = (
    <Button type="primary" size="large" icon={<SyncOutlined aria-hidden />} loading={running || start.isPending} onClick={() => start.mutate()}>
      {running ? say('running') : say('start')}
    </Button>
  );
  return (
    <>
      <PageHead title={laptop ? say('title') : say('title_office')} actions={online ? button : null} />
      {start.error ? <ProblemNote error={start.error} /> : null}
      {standing.error && !standing.data ? <ProblemNote error={standing.error} /> : null}
      {laptop && standing.isPending ? <Skeleton active /> : null}
      <Flex vertical gap={16}>
        {standing.data ? <Stands standing={standing.data} /> : null}
        {laptop ? <NeighbourSection /> : <PeersSection />}
        <StickSection laptop={laptop} />
      </Flex>
    </>
  );
}

function Stands({ standing }: { standing: Standing }) {
  const say = useSyncWords();
  const read = useRead();
  return (
    <Flex vertical gap={12}>
      <GrantNote grant={standing.grant} />
      {standing.problems.map((problem, number) => (
        <Alert key={number} type="warning" title={say('problems')} description={read(problem)} />
      ))}
      <Exchange sync={standing.sync} />
      <PhotosOnTheWay photos={standing.sync.photos} running={standing.sync.running} />
      <Figures standing={standing} />
      {standing.held.length > 0 ? <Held held={standing.held} /> : null}
    </Flex>
  );
}

/** The exchange that runs, or how the last one ended. */
function Exchange({ sync }: { sync: SyncShown }) {
  const say = useSyncWords();
  const read = useRead();
  if (sync.running) {
    const pct = sync.all > 0 ? Math.floor((sync.done / sync.all) * 100) : 0;
    return <Progress percent={pct} status="active" aria-label={say('progress', { pct })} />;
  }
  if (!sync.problem) return sync.note ? <Alert type="info" title={say('noted')} description={read(sync.note)} /> : null;
  const hint = (
    <>
      <div className="typed">{read(sync.problem)}</div>
      <div>{say('failed_hint')}</div>
    </>
  );
  return <Alert type="warning" title={say('failed')} description={hint} />;
}

/** The photos of the exchange that runs, and why some of the last did not get through. */
function PhotosOnTheWay({ photos, running }: { photos: PhotosMoved; running: boolean }) {
  const say = useSyncWords();
  const read = useRead();
  if (running && photos.all > 0) {
    const text = say('photos_progress', {
      done: count(photos.done),
      all: count(photos.all),
      bytes: bytes(photos.bytes),
      bytes_all: bytes(photos.bytes_all),
    });
    const pct = photos.bytes_all > 0 ? Math.floor((photos.bytes / photos.bytes_all) * 100) : 0;
    return (
      <div>
        <div>{text}</div>
        <Progress percent={pct} status="active" aria-label={text} />
      </div>
    );
  }
  if (running || !photos.problem) return null;
  const hint = (
    <>
      <div className="typed">{read(photos.problem)}</div>
      <div>{say('photos_problem_hint')}</div>
    </>
  );
  return <Alert type="warning" title={say('photos_problem')} description={hint} />;
}

function Figures({ standing }: { standing: Standing }) {
  const say = useSyncWords();
  const { sync, grant } = standing;
  const waits = grant.waits || grant.turned_away?.code === 'grant_expired';
  const last = { time: moment(sync.ended_ms ?? 0), pushed: count(sync.pushed), pulled: count(sync.pulled) };
  return (
    <>
      <div className="sync-figures">
        <Figure label={say('unsent')} value={count(standing.unsent)}>
          {standing.unsent > 0 ? say('unsent_some', { n: count(standing.unsent) }) : say('unsent_none')}
        </Figure>
        <Figure label={say('photos')} value={count(standing.photos_unsent)}>
          {standing.photos_unsent > 0 ? say(waits ? 'photos_wait' : 'photos_some', { n: count(standing.photos_unsent) }) : say('photos_none')}
          {standing.photos_missing > 0 ? ` ${say('photos_missing', { n: count(standing.photos_missing) })}` : null}
        </Figure>
        <Figure label={say('receipt')} value={standing.last_receipt_ms === null ? '—' : moment(standing.last_receipt_ms)}>
          {standing.last_receipt_ms === null ? say('receipt_none') : say('apart', { n: daysSince(standing.last_receipt_ms) })}
        </Figure>
        {sync.server === '' ? null : (
          <Figure label={say('last')} value={sync.ended_ms === null ? '—' : moment(sync.ended_ms)}>
            {sync.ended_ms === null ? say('last_none') : say('last_done', last)}
          </Figure>
        )}
      </div>
      <dl className="sync-about">
        <About label={say('server')} text={sync.server || say('server_none')} />
        <About label={say('device')} text={standing.device} />
        <About label={say('operations')} text={count(standing.operations)} />
        {grant.waits ? null : <About label={say('grant')} text={say('grant_until', { at: moment(grant.until_ms) })} />}
        <About label={say('fingerprint')} text={grant.fingerprint} />
      </dl>
    </>
  );
}

/** Whole days since a moment, by this computer's clock. */
function daysSince(ms: number): number {
  return Math.max(0, Math.floor((Date.now() - ms) / 86_400_000));
}

function About({ label, text }: { label: string; text: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd className="typed">{text}</dd>
    </div>
  );
}

function Figure({ label, value, children }: { label: string; value: string; children?: ReactNode }) {
  return (
    <Card size="small">
      <div className="sync-label">{label}</div>
      <div className="sync-value typed">{value}</div>
      {children ? <div>{children}</div> : null}
    </Card>
  );
}

/** What the office holds back, and why, so that it can be put right. */
function Held({ held }: { held: Standing['held'] }) {
  const say = useSyncWords();
  return (
    <section>
      <h2>{say('held')}</h2>
      <p>{say('held_hint')}</p>
      <Table
        size="small"
        rowKey="0"
        pagination={false}
        dataSource={held}
        columns={[
          { title: say('held_which'), render: (_, [which]) => <span className="typed">{which}</span> },
          { title: say('held_why'), render: (_, [, why]) => <span className="typed">{why}</span> },
        ]}
      />
    </section>
  );
}
