import { Splitter } from 'antd';
import { useSearchParams } from 'react-router';
import { useRecords } from '../../api/records';
import { EmptyHint } from '../../components/EmptyHint';
import { PageHead } from '../../components/PageHead';
import { DeskList } from './DeskList';
import { DeskPane } from './DeskPane';
import { StageBar } from './StageBar';
import { useLookbacksDue } from './useLookbacksDue';
import { deskOf, STAGES, waitingAt, type Counts, type Desk } from './stages';
import { useLettersWords } from './words';
import './letters.css';

/** Letters and all that follows from them: who waits for what, and the step that is next. */
export default function LettersPage() {
  const say = useLettersWords();
  const [query, setQuery] = useSearchParams();
  const counts = useCounts();
  const desk = deskOf(query.get('step')) ?? firstBusy(counts);
  const id = query.get('id') ?? undefined;
  const go = (change: Record<string, string>) => {
    setQuery((now) => new URLSearchParams({ ...(change.step ? {} : Object.fromEntries(now)), step: desk.name, ...change }), { replace: true });
  };
  return (
    <>
      <PageHead title={say('title')} />
      <StageBar counts={counts} chosen={desk} lookbacksDue={useLookbacksDue().all} onChoose={(step) => go({ step })} />
      <p className="letters-hint">{say(`hint_${desk.name}`)}</p>
      <Splitter className="letters-panes">
        <Splitter.Panel defaultSize="30%" min={260}>
          <DeskList key={desk.name} desk={desk} query={query} chosen={id} onGo={go} />
        </Splitter.Panel>
        <Splitter.Panel min={420}>
          <section className="letters-pane" aria-label={say('details')} tabIndex={0}>
            {id ? <DeskPane key={id} id={id} kind={desk.kind} /> : <EmptyHint hint={say('choose')} />}
          </section>
        </Splitter.Panel>
      </Splitter>
    </>
  );
}

/** How many records are in each state, of the three kinds the chain is made of. */
function useCounts(): Counts {
  const hazard = useRecords({ kind: 'hazard', limit: 1 });
  const letter = useRecords({ kind: 'letter', limit: 1 });
  const lookback = useRecords({ kind: 'lookback', limit: 1 });
  return { hazard: hazard.data?.by_status, letter: letter.data?.by_status, lookback: lookback.data?.by_status };
}

/** Whoever comes without saying where begins at the first desk of letters where something waits. */
function firstBusy(counts: Counts): Desk {
  const [review, ...later] = STAGES;
  return later.find((stage) => (waitingAt(stage, counts) ?? 0) > 0) ?? review;
}
