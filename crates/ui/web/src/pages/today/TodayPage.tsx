import { Skeleton } from 'antd';
import { useProposals } from '../../api/proposals';
import { useToday } from '../../api/today';
import type { Today } from '../../api/types';
import { EmptyHint } from '../../components/EmptyHint';
import { GrantNote } from '../../components/GrantNote';
import { LinkButton } from '../../components/LinkButton';
import { PageHead } from '../../components/PageHead';
import { ProblemNote } from '../../components/ProblemNote';
import { ClockLine } from './ClockLine';
import { Proposals } from './Proposals';
import { QuickButtons } from './QuickButtons';
import { RowList } from './RowList';
import { Unsent } from './Unsent';
import { useTodayWords } from './words';
import './today.css';

/** Proposals that are listed at once. */
const PROPOSALS = 20;

/** The first page of a laptop: what is to be done today, and the five things logged most. */
export default function TodayPage() {
  const say = useTodayWords();
  const today = useToday();
  return (
    <>
      <PageHead title={say('title')} />
      <QuickButtons />
      <ClockLine />
      {today.error && !today.data ? <ProblemNote error={today.error} onAgain={() => void today.refetch()} /> : null}
      {today.data ? <Lists today={today.data} /> : null}
      {today.isPending ? <Skeleton active /> : null}
    </>
  );
}

function Lists({ today }: { today: Today }) {
  const say = useTodayWords();
  // It may take a while among many records, and holds up nothing else.
  const proposed = useProposals({ limit: PROPOSALS });
  const overdue = today.overdue.map((due) => due.row);
  const soon = today.soon.map((due) => due.row);
  const known = today.overdue_all + today.soon_all + today.returned.length + today.conflicts.length + today.drafts.length;
  // Nothing is said to wait only once everything was looked at.
  const nothing = known === 0 && proposed.data?.all === 0;
  return (
    <>
      {today.standing ? <GrantNote grant={today.standing.grant} /> : null}
      {nothing ? <Nothing /> : null}
      <div className="today">
        <RowList title={say('overdue')} rows={overdue} all={today.overdue_all} />
        <RowList title={say('returned')} rows={today.returned} />
        <RowList title={say('conflicts')} rows={today.conflicts} more="/conflicts" />
        {proposed.error && !proposed.data ? <ProblemNote error={proposed.error} onAgain={() => void proposed.refetch()} /> : null}
        {proposed.isPending ? <Skeleton active paragraph={{ rows: 2 }} /> : null}
        {proposed.data ? <Proposals proposals={proposed.data.rows} all={proposed.data.all} /> : null}
        <RowList title={say('soon')} rows={soon} all={today.soon_all} />
        <RowList title={say('drafts')} rows={today.drafts} />
        {today.standing ? <Unsent standing={today.standing} /> : null}
      </div>
    </>
  );
}

/** A day on which nothing waits says what to do next. */
function Nothing() {
  const say = useTodayWords();
  const hint = (
    <>
      <strong>{say('empty_title')}</strong>
      <div>{say('empty_hint')}</div>
    </>
  );
  return (
    <EmptyHint hint={hint}>
      <div className="today-next">
        <LinkButton to="/k/inspection/new">{say('empty_inspection')}</LinkButton>
        <LinkButton to="/persuasion/new">{say('empty_persuasion')}</LinkButton>
        <LinkButton to="/sync">{say('to_sync')}</LinkButton>
      </div>
    </EmptyHint>
  );
}
