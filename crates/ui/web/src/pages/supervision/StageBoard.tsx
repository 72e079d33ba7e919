import { Link } from 'react-router';
import { fieldOf, stateLabel, useCatalog } from '../../api/catalog';
import type { Kind, RowShown } from '../../api/types';
import { DaysLeft } from '../../components/StatusTag';
import { MarkName } from '../../components/table/columns';
import { useRead } from '../../i18n/words';
import { day } from '../../look/format';
import { titleOf, type Stage } from './stages';
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
        <div key={stage.state} role="listitem" className="stage" data-ended={stage.ended}>
          <h2>{say('stage', { state: read(stateLabel(kind, stage.state)), n: stage.n })}</h2>
          {stage.rows.length === 0 ? <p className="stage-none">{say('nothing')}</p> : null}
          {stage.rows.map((row) => (
            <Card key={row.id} kind={kind} row={row} ended={stage.ended} onOpen={onOpen} />
          ))}
          {stage.n > stage.rows.length ? (
            <Link to={`/k/${kind.name}?status=${stage.state}`}>{say('more', { n: stage.n - stage.rows.length })}</Link>
          ) : null}
        </div>
      ))}
    </div>
  );
}

interface CardProps {
  kind: Kind;
  row: RowShown;
  ended: boolean;
  onOpen: (id: string) => void;
}

function Card({ kind, row, ended, onOpen }: CardProps) {
  const title = titleOf(row, useLevelInTitles()(row));
  return (
    <button type="button" className="listing" onClick={() => onOpen(row.id)}>
      <span className="listing-head">
        <strong>
          <MarkName row={row} />
        </strong>
        {ended ? null : <DaysLeft days={row.days_left} />}
      </span>
      {title ? <span className="listing-title typed">{title}</span> : null}
      <span className="typed">{row.place}</span>
      <span className="listing-term">
        <When kind={kind} row={row} ended={ended} />
      </span>
    </button>
  );
}

/** The term while it runs; else what is to be known of time in this stage. */
function When({ kind, row, ended }: Pick<CardProps, 'kind' | 'row' | 'ended'>) {
  const say = useSupervisionWords();
  if (ended) return say('ended_on', { day: day(row.updated_ms) });
  if (row.due_on) return say('term', { day: row.due_on });
  if (row.status === kind.initial) return say('proposed_on', { day: day(row.created_ms) });
  return say(kind.due_stopped.includes(row.status) ? 'term_stopped' : 'no_term');
}

/** Titles are kept in Chinese, whatever language the page is read in. */
function useLevelInTitles(): (row: RowShown) => string {
  const book = useCatalog();
  return (row) => {
    const kind = book.kind(row.kind);
    const field = fieldOf(kind, kind?.mark ?? '');
    const code = field?.type === 'code' ? book.code(field.codes, row.mark ?? '') : undefined;
    return code?.label.zh ?? '';
  };
}
