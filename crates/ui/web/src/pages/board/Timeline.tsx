import { Flex, Skeleton } from 'antd';
import dayjs from 'dayjs';
import { Link } from 'react-router';
import { useAhead } from '../../api/board';
import { useCatalog } from '../../api/catalog';
import { EmptyHint } from '../../components/EmptyHint';
import { ProblemNote } from '../../components/ProblemNote';
import { Section } from '../../components/Section';
import { useRead } from '../../i18n/words';
import { useSession } from '../../session/SessionContext';
import { dueAddress } from '../due/bands';
import { columns, type Columns, type DayColumn, type Series } from './days';
import { useBoardWords } from './words';
import './board.css';

const DAYS = 30;
/** Pixels of the highest column. */
const HIGH = 104;
/** Shades that say no status: kinds are told apart, not judged. */
const SHADES = ['#123f6b', '#1c5d99', '#6fa3d2', '#b4cfe8', '#5b6775', '#9aa5b1', '#7d6f92', '#b5aac4', '#6f8579', '#a9bab0'];

/** What falls due on each of the next days. */
export function Timeline({ under }: { under: string | undefined }) {
  const say = useBoardWords();
  const book = useCatalog();
  const { today } = useSession();
  const due = useAhead(under, DAYS);
  const shown = due.data ? columns(due.data, today, DAYS, book) : null;
  return (
    <Section
      title={say('timeline')}
      note={say('timeline_hint')}
      actions={
        shown && shown.overdue > 0 ? (
          <Link to={dueAddress({ under, band: 'overdue' })}>{say('already', { n: shown.overdue })}</Link>
        ) : null
      }
    >
      {due.error ? <ProblemNote error={due.error} onAgain={() => void due.refetch()} /> : null}
      {due.isPending ? <Skeleton active /> : null}
      {shown && shown.most === 0 ? <EmptyHint hint={say('timeline_none')} /> : null}
      {shown && shown.most > 0 ? <Picture shown={shown} under={under} /> : null}
    </Section>
  );
}

function Picture({ shown, under }: { shown: Columns; under: string | undefined }) {
  const name = useSeriesName();
  return (
    <>
      <div className="timeline">
        {shown.days.map((day, at) => (
          <Column key={day.day} day={day} first={at === 0} shown={shown} under={under} />
        ))}
      </div>
      <Flex wrap gap="4px 16px" className="note" style={{ marginTop: 8 }}>
        {shown.series.map((series, at) => (
          <span key={series.key} className="legend-item">
            <span aria-hidden className="legend-spot" style={{ background: shade(at) }} />
            {name(series)}
          </span>
        ))}
      </Flex>
    </>
  );
}

interface ColumnProps {
  day: DayColumn;
  first: boolean;
  shown: Columns;
  under: string | undefined;
}

function Column({ day, first, shown, under }: ColumnProps) {
  const say = useBoardWords();
  const name = useSeriesName();
  const week = say('weekdays')[day.weekday] ?? '';
  const date = day.day.slice(-2);
  const height = (n: number) => Math.max(4, Math.round((n / shown.most) * HIGH));
  const inside = (
    <>
      {day.all > 0 ? <span className="timeline-n">{day.all}</span> : null}
      <span aria-hidden className="timeline-bar">
        {day.parts.map(({ series, n }) => (
          <span key={series.key} style={{ height: height(n), background: shade(shown.series.indexOf(series)) }} />
        ))}
      </span>
      <span aria-hidden className="timeline-date">
        {Number(date)}
        <br />
        {first || date === '01' ? dayjs(day.day).format('MMM') : week}
      </span>
    </>
  );
  const marks = { className: 'timeline-day', 'data-rest': day.rest, 'data-today': first };
  if (day.all === 0) {
    return (
      <span {...marks} title={say('none_that_day', { day: day.day, week })}>
        {inside}
      </span>
    );
  }
  const parts = day.parts.map(({ series, n }) => `${name(series)} ${n}`).join('，');
  const label = say('day_of', { day: day.day, week, n: day.all, parts });
  return (
    <Link {...marks} to={dueAddress({ under, day: day.day })} aria-label={label} title={label}>
      {inside}
    </Link>
  );
}

function shade(at: number): string {
  return SHADES[at % SHADES.length] ?? SHADES[0] ?? '';
}

function useSeriesName(): (series: Series) => string {
  const say = useBoardWords();
  const read = useRead();
  return (series) => {
    if (series.graded) return say('graded', { grade: read(series.label) });
    return read(series.label) || say('ungraded');
  };
}
