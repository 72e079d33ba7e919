/** The deadlines of the next days as columns: what falls due on each, stacked. */
import type { CatalogBook } from '../../api/catalog';
import { fieldOf } from '../../api/catalog';
import type { Ahead, FallsDue, Text } from '../../api/types';
import { dayNumber, dayText } from '../../components/span/span';

const HAZARD = 'hazard';
/** 1970-01-01 was a Thursday. */
const WEEKDAY_OF_ZERO = 4;
const WEEK = 7;

/** What is stacked together: hazards of a grade, or records of another kind. */
export interface Series {
  key: string;
  kind: string;
  label: Text;
  graded: boolean;
}

export interface DayColumn {
  day: string;
  /** 0 is Sunday. */
  weekday: number;
  rest: boolean;
  all: number;
  /** How many of each series; those that count nothing are left out. */
  parts: { series: Series; n: number }[];
}

export interface Columns {
  series: Series[];
  days: DayColumn[];
  overdue: number;
  /** The highest column. */
  most: number;
}

function keyOf({ kind, mark }: FallsDue): string {
  return kind === HAZARD ? `${HAZARD}/${mark ?? ''}` : (kind ?? '');
}

/** Hazards by grade, the gravest first, then the other kinds in the order of the catalog. */
function seriesOf(falls: FallsDue[], book: CatalogBook): Series[] {
  const seen = new Set(falls.map(keyOf));
  const kind = book.kind(HAZARD);
  const mark = fieldOf(kind, kind?.mark ?? '');
  const grades = mark?.type === 'code' ? (book.codes(mark.codes)?.codes ?? []) : [];
  const hazards: Series[] = [...grades].reverse().map((grade) => ({
    key: `${HAZARD}/${grade.code}`,
    kind: HAZARD,
    label: grade.label,
    graded: true,
  }));
  const ungraded: Series = { key: `${HAZARD}/`, kind: HAZARD, label: { zh: '', en: '' }, graded: false };
  const others: Series[] = book.catalog.kinds
    .filter((one) => one.name !== HAZARD)
    .map((one) => ({ key: one.name, kind: one.name, label: one.label, graded: false }));
  return [...hazards, ungraded, ...others].filter((series) => seen.has(series.key));
}

export function weekdayOf(day: number): number {
  return (((day + WEEKDAY_OF_ZERO) % WEEK) + WEEK) % WEEK;
}

function sum(falls: FallsDue[]): number {
  return falls.reduce((all, { count }) => all + count, 0);
}

export function columns({ falls, overdue }: Ahead, today: string, count: number, book: CatalogBook): Columns {
  const first = dayNumber(today) ?? 0;
  const series = seriesOf(falls, book);
  const days = Array.from({ length: count + 1 }, (_, at): DayColumn => {
    const day = dayText(first + at);
    const here = falls.filter((one) => one.day === day);
    const parts = series.map((one) => ({ series: one, n: sum(here.filter((falls) => keyOf(falls) === one.key)) }));
    const weekday = weekdayOf(first + at);
    return { day, weekday, rest: weekday === 0 || weekday === 6, all: sum(here), parts: parts.filter(({ n }) => n > 0) };
  });
  return { series, days, overdue, most: Math.max(0, ...days.map((day) => day.all)) };
}
