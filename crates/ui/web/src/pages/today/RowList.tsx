import { Link } from 'react-router';
import { useCatalog } from '../../api/catalog';
import type { RowShown } from '../../api/types';
import { Section } from '../../components/Section';
import { DaysLeft, Mark, StatusTag } from '../../components/StatusTag';
import { useCommonWords } from '../../components/words';
import { useRead } from '../../i18n/words';
import { useTodayWords } from './words';

interface Props {
  title: string;
  /** A first page of them. */
  rows: RowShown[];
  all?: number;
  /** Where all of them are. */
  more?: string;
}

/** Records that ask for something; a list without any is not shown. */
export function RowList({ title, rows, all = rows.length, more }: Props) {
  const say = useTodayWords();
  if (rows.length === 0) return null;
  return (
    <Section title={say('list', { title, n: all })} beside={more ? <Link to={more}>{say('see_all')}</Link> : null}>
      <ul className="rows">
        {rows.map((row) => (
          <li key={row.id}>
            <RowLine row={row} />
          </li>
        ))}
      </ul>
      {all > rows.length ? <p className="hint">{say('shown_of', { all, n: rows.length })}</p> : null}
    </Section>
  );
}

/** One record in a line: what it is, where, and how it stands. */
export function RowLine({ row }: { row: RowShown }) {
  const read = useRead();
  const common = useCommonWords();
  const kind = useCatalog().kind(row.kind);
  return (
    <>
      <Link to={pageOf(row)} className="typed row-title">
        {kind ? `${read(kind.label)} · ` : ''}
        {row.title}
      </Link>
      <div className="row-line">
        <DaysLeft days={row.days_left} />
        <StatusTag kind={row.kind} status={row.status} />
        {row.conflicts > 0 ? <Mark colour="red">{common('in_conflict')}</Mark> : null}
        {row.unsent ? <Mark colour="none">{common('unsent')}</Mark> : null}
        <span className="hint typed">{lastPlace(row.place)}</span>
      </div>
    </>
  );
}

/** A case that is not completed goes on where the law is checked beside it; everything else opens as it stands. */
function pageOf(row: RowShown): string {
  const unfinished = row.kind === 'enforcement' && (row.status === 'draft' || row.status === 'returned');
  return unfinished ? `/enforcement/${row.id}/record` : `/r/${row.id}`;
}

/** The last two names say where at a station; city and county go without saying. */
function lastPlace(place: string): string {
  return place.split('/').slice(-2).join(' ');
}
