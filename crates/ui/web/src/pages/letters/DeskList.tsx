import { App, Button, Flex, Input, Pagination, Select, Spin } from 'antd';
import { useCatalog } from '../../api/catalog';
import { useAnswer } from '../../api/proposals';
import { useRecords } from '../../api/records';
import { run } from '../../api/run';
import type { Proposed, RowShown } from '../../api/types';
import { GradeTag } from '../../components/brief/GradeTag';
import { EmptyHint } from '../../components/EmptyHint';
import { pageNumber } from '../../components/paging';
import { PickLine } from '../../components/PickLine';
import { ProblemNote } from '../../components/ProblemNote';
import { DaysLeft, StatusTag } from '../../components/StatusTag';
import { useRead } from '../../i18n/words';
import { useLookbacksDue } from './useLookbacksDue';
import { LETTERS, type Desk } from './stages';
import { useLettersWords } from './words';

const PAGE = 40;

interface Props {
  desk: Desk;
  query: URLSearchParams;
  chosen: string | undefined;
  onGo: (change: Record<string, string>) => void;
}

/** The records that wait at one step; the nearest deadline first. */
export function DeskList({ desk, query, chosen, onGo }: Props) {
  const say = useLettersWords();
  const number = pageNumber(query.get('page'));
  const state = query.get('state') ?? '';
  const words = query.get('words') ?? '';
  const status = desk.name === LETTERS.name ? state : desk.states.join(',');
  const order = desk.name === LETTERS.name ? 'updated' : 'due';
  const page = useRecords({ kind: desk.kind, status, words, order, limit: PAGE, skip: (number - 1) * PAGE });
  const rows = page.data?.rows ?? [];
  return (
    <div className="desk-list">
      <Flex gap={6} className="desk-filters">
        <Input.Search
          key={words}
          aria-label={say('find')}
          placeholder={say('find')}
          defaultValue={words}
          maxLength={100}
          allowClear
          onSearch={(text) => onGo({ words: text.trim(), page: '1' })}
        />
        {desk.name === LETTERS.name ? <StateChoice state={state} onState={(next) => onGo({ state: next, page: '1' })} /> : null}
      </Flex>
      {page.error ? <ProblemNote error={page.error} onAgain={() => void page.refetch()} /> : null}
      {desk.name === 'lookback' ? <LookbacksDue onMade={(id) => onGo({ id })} /> : null}
      {page.isLoading ? <Spin style={{ margin: 16 }} /> : null}
      {page.data && rows.length === 0 ? <EmptyHint hint={say(desk.name === LETTERS.name ? 'none_letters' : 'none')} /> : null}
      <ul aria-label={say('list')}>
        {rows.map((row) => (
          <Row key={row.id} row={row} chosen={row.id === chosen} onChoose={() => onGo({ id: row.id })} />
        ))}
      </ul>
      {(page.data?.all ?? 0) > PAGE ? (
        <Pagination
          simple
          size="small"
          align="center"
          current={number}
          pageSize={PAGE}
          total={page.data?.all}
          showSizeChanger={false}
          onChange={(next) => onGo({ page: String(next) })}
        />
      ) : null}
    </div>
  );
}

function StateChoice({ state, onState }: { state: string; onState: (state: string) => void }) {
  const say = useLettersWords();
  const read = useRead();
  const states = useCatalog().kind(LETTERS.kind)?.states ?? [];
  const options = [{ value: '', label: say('all_states') }, ...states.map((one) => ({ value: one.name, label: read(one.label) }))];
  return <Select aria-label={say('state')} value={state} options={options} onChange={onState} style={{ width: 120 }} popupMatchSelectWidth={false} />;
}

function Row({ row, chosen, onChoose }: { row: RowShown; chosen: boolean; onChoose: () => void }) {
  return (
    <PickLine chosen={chosen} onChoose={onChoose}>
      <span className="typed">{row.title}</span>
      <span className="desk-line">
        <StatusTag kind={row.kind} status={row.status} />
        <GradeTag row={row} />
        <DaysLeft days={row.days_left} />
      </span>
      <span className="desk-place typed">{row.place.replaceAll('/', ' ')}</span>
    </PickLine>
  );
}

/** Look-backs the rules ask for; arranging one makes its record. */
function LookbacksDue({ onMade }: { onMade: (id: string) => void }) {
  const say = useLettersWords();
  const due = useLookbacksDue();
  if (due.all === 0) return null;
  return (
    <section aria-label={say('proposed')} className="desk-due">
      <h2>{say('proposed')}</h2>
      {due.rows.map((proposal) => (
        <Due key={proposal.cause + proposal.row.id} proposal={proposal} onMade={onMade} />
      ))}
      {due.all > due.rows.length ? <p className="hint">{say('due_shown', { all: due.all, n: due.rows.length })}</p> : null}
    </section>
  );
}

function Due({ proposal, onMade }: { proposal: Proposed; onMade: (id: string) => void }) {
  const say = useLettersWords();
  const read = useRead();
  const { message } = App.useApp();
  const answer = useAnswer();
  const arrange = () => {
    run(answer, { id: proposal.row.id, cause: proposal.cause }, (saved) => {
      void message.success(say('arranged'));
      onMade(saved.id);
    });
  };
  return (
    <Flex gap={8} align="center" justify="space-between">
      <span>
        <span className="typed">{proposal.row.title}</span>{' '}
        <span className="desk-place">{`${read(proposal.label)} ${say('since', { day: proposal.since })}`}</span>
      </span>
      <Button size="small" loading={answer.isPending} onClick={arrange}>
        {say('arrange')}
      </Button>
      {answer.error ? <ProblemNote error={answer.error} /> : null}
    </Flex>
  );
}
