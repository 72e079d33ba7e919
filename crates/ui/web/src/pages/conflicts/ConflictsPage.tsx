import { Skeleton, Spin } from 'antd';
import { useSearchParams } from 'react-router';
import { useRecords } from '../../api/records';
import type { Disputed, RowShown } from '../../api/types';
import { EmptyHint } from '../../components/EmptyHint';
import { PageHead } from '../../components/PageHead';
import { PickLine } from '../../components/PickLine';
import { ProblemNote } from '../../components/ProblemNote';
import { Mark, StatusTag } from '../../components/StatusTag';
import { useRead } from '../../i18n/words';
import { ConflictPane } from './ConflictPane';
import { useConflictWords } from './words';
import '../../components/brief/brief.css';
import '../../components/form/form.css';
import './conflicts.css';

const LIMIT = 200;

/** Records that people disagree about, and every side of each. */
export default function ConflictsPage() {
  const say = useConflictWords();
  const [query, setQuery] = useSearchParams();
  const page = useRecords({ conflict: true, limit: LIMIT });
  // What has waited longest comes first.
  const rows = [...(page.data?.rows ?? [])].sort((a, b) => (b.disputed?.days ?? 0) - (a.disputed?.days ?? 0));
  const id = query.get('id') ?? rows[0]?.id;
  const choose = (next: string) => setQuery({ id: next }, { replace: true });
  return (
    <>
      <PageHead title={say('title')} beside={<span>{say('what')}</span>} />
      {page.error ? <ProblemNote error={page.error} onAgain={() => void page.refetch()} /> : null}
      {!page.data && !page.error ? <Skeleton active /> : null}
      {page.data && !id ? <EmptyHint hint={say('empty')} /> : null}
      {page.data && id ? (
        <div className="conflicts">
          <ul className="conflicts-list" aria-label={say('list')}>
            {rows.map((row) => (
              <Row key={row.id} row={row} chosen={row.id === id} onChoose={() => choose(row.id)} />
            ))}
            {rows.length === 0 ? <li>{say('empty')}</li> : null}
          </ul>
          <section className="conflicts-main" aria-busy={page.isFetching}>
            {page.isLoading ? <Spin /> : <ConflictPane key={id} id={id} />}
          </section>
        </div>
      ) : null}
    </>
  );
}

function Row({ row, chosen, onChoose }: { row: RowShown; chosen: boolean; onChoose: () => void }) {
  const say = useConflictWords();
  return (
    <PickLine chosen={chosen} onChoose={onChoose}>
      <span className="typed">{row.title}</span>
      <span>
        <StatusTag kind={row.kind} status={row.status} /> <Mark colour="red">{say('count', { n: row.conflicts })}</Mark>
      </span>
      {row.disputed ? <Waiting disputed={row.disputed} /> : null}
      <span className="conflicts-place typed">{row.place.replaceAll('/', ' ')}</span>
    </PickLine>
  );
}

/** How long it has waited, and who is asked by now. */
function Waiting({ disputed }: { disputed: Disputed }) {
  const say = useConflictWords();
  const read = useRead();
  const { since, days, late } = disputed;
  const waited = days === 0 ? say('since_today') : say('since', { day: since, n: days });
  return (
    <span>
      <span className="hint">{waited}</span> {late ? <Mark colour="orange">{read(late)}</Mark> : null}
    </span>
  );
}
