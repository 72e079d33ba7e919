import { Link } from 'react-router';
import { stateLabel } from '../../api/catalog';
import type { Kind, RowShown } from '../../api/types';
import { DaysLeft } from '../../components/StatusTag';
import { MarkName } from '../../components/table/columns';
import { useRead } from '../../i18n/words';
import { day } from '../../look/format';
import type { Stage } from './stages';
import { useSupervisionWords } from './words';
import './supervision.css';

interface Props {
  kind: Kind;
  stages: Stage[];
  onOpen: (id: string) => void;
}

/** The stages side by side, from proposed to lifted; within each, the nearest term first. */
export function StageBoard({ kind, stages, onOpen }: Props) {
  const say = useSupervisionWords();
  const read = useRead();
  return (
    <div className="stages" role="list" aria-label={say('stages')}>
      {stages.map((stage) => (
        <section key={stage.state} role="listitem" className="stage" data-ended={stage.ended}>
          <h2>{say('stage', { state: read(stateLabel(kind, stage.state)), n: stage.n })}</h2>
          {stage.rows.length === 0 ? <p className="stage-none">{say('nothing')}</p> : null}
          {stage.rows.map((row) => (
            <Card key={row.id} row={row} ended={stage.ended} onOpen={onOpen} />
          ))}
          {stage.n > stage.rows.length ? (
            <Link to={`/k/${kind.name}?status=${stage.state}`}>{say('more', { n: stage.n - stage.rows.length })}</Link>
          ) : null}
        </section>
      ))}
    </div>
  );
}

function Card({ row, ended, onOpen }: { row: RowShown; ended: boolean; onOpen: (id: string) => void }) {
  const say = useSupervisionWords();
  const term = row.due_on ? say('term', { day: row.due_on }) : say('no_term');
  return (
    <button type="button" className="listing" onClick={() => onOpen(row.id)}>
      <span className="listing-head">
        <strong>
          <MarkName row={row} />
        </strong>
        {ended ? null : <DaysLeft days={row.days_left} />}
      </span>
      <span className="listing-title typed">{row.title}</span>
      <span className="typed">{row.place}</span>
      <span className="listing-term">{ended ? say('ended_on', { day: day(row.updated_ms) }) : term}</span>
    </button>
  );
}
