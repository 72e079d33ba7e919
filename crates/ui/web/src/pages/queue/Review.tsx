import { QuestionCircleOutlined } from '@ant-design/icons';
import { Button, Popover, Spin, Splitter } from 'antd';
import { useCallback, useState, type ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import { RecordBrief } from '../../components/brief/RecordBrief';
import { EmptyHint } from '../../components/EmptyHint';
import { RecordMap } from '../../components/map/RecordMap';
import { PageHead } from '../../components/PageHead';
import { ProblemNote } from '../../components/ProblemNote';
import { BulkBar } from './BulkBar';
import { QueueFilters } from './QueueFilters';
import { QueueList } from './QueueList';
import { useQueue, type Queue } from './useQueue';
import { useQueueKeys } from './useQueueKeys';
import { useQueueWords } from './words';
import './queue.css';

interface Props {
  title: string;
  /** Which states are shown when the address names none. */
  status: 'mine' | 'all';
  /** Widths of list and map; the details take the rest. */
  widths: [string, string];
}

/** List, map and the chosen record beside each other. */
export function Review({ title, status, widths }: Props) {
  const queue = useQueue(status);
  const navigate = useNavigate();
  const [marked, setMarked] = useState<string[]>([]);
  const { rows, select, selected } = queue;
  const shownMarked = marked.filter((id) => rows.some((row) => row.id === id));
  const open = useCallback((id: string) => void navigate(`/r/${id}`), [navigate]);
  const mark = useCallback((id: string) => setMarked((now) => (now.includes(id) ? now.filter((one) => one !== id) : [...now, id])), []);
  useQueueKeys({ rows, selected, onSelect: select, onOpen: open, onMark: mark });
  return (
    <>
      <PageHead title={title} actions={<Keys />} />
      <QueueFilters queue={queue} />
      {queue.page.error ? <ProblemNote error={queue.page.error} onAgain={() => void queue.page.refetch()} /> : null}
      <Splitter className="queue-panes">
        <Splitter.Panel defaultSize={widths[0]} min={260}>
          <div className="queue-list">
            <BulkBar queue={queue} rows={rows.filter((row) => shownMarked.includes(row.id))} onUnmark={() => setMarked([])} />
            <div style={{ flex: 1, minHeight: 0 }}>
              <QueueList queue={queue} marked={shownMarked} onMark={setMarked} />
            </div>
          </div>
        </Splitter.Panel>
        <Splitter.Panel defaultSize={widths[1]} min={240} collapsible>
          <QueueMap queue={queue} />
        </Splitter.Panel>
        <Splitter.Panel min={320} collapsible>
          <Details id={selected} next={nextOf(queue)} onNext={select} />
        </Splitter.Panel>
      </Splitter>
    </>
  );
}

/** What comes after the chosen record once it leaves the queue. */
function nextOf({ rows, selected }: Queue): string | undefined {
  const at = rows.findIndex((row) => row.id === selected);
  return at < 0 ? undefined : (rows[at + 1] ?? rows[at - 1])?.id;
}

function QueueMap({ queue }: { queue: Queue }) {
  const say = useQueueWords();
  const { points, page } = queue;
  if (!points.data) return points.error ? null : <Spin style={{ margin: 24 }} />;
  const without = (page.data?.all ?? 0) - points.data.length;
  return (
    <section className="queue-map" aria-label={say('map')}>
      {without > 0 ? (
        <div className="queue-map-note">
          {say('no_points', { n: without })} <Link to="/roads" style={{ textDecoration: 'underline' }}>{say('on_strip')}</Link>
        </div>
      ) : null}
      <RecordMap kind={queue.filters.kind} points={points.data} looks={queue.looks} selected={queue.selected} onSelect={queue.select} />
    </section>
  );
}

function Details({ id, next, onNext }: { id?: string; next?: string; onNext: (id: string) => void }) {
  const say = useQueueWords();
  return (
    <section className="queue-pane" aria-label={say('details')} tabIndex={0}>
      {id ? <RecordBrief id={id} onStep={() => next && onNext(next)} /> : <EmptyHint hint={say('choose')} />}
    </section>
  );
}

function Keys() {
  const say = useQueueWords();
  const lines: ReactNode[] = [say('keys_move'), say('keys_open'), say('keys_step'), say('keys_mark'), say('keys_find')];
  const content = (
    <div>
      {lines.map((line, number) => (
        <div key={number}>{line}</div>
      ))}
    </div>
  );
  return (
    <Popover content={content} trigger="click" placement="bottomRight">
      <Button icon={<QuestionCircleOutlined />}>{say('keys')}</Button>
    </Popover>
  );
}
