/** The deadlines of the next days as columns: what falls due on each, stacked. */
import type { CatalogBook } from '../../api/catalog';
import { fieldOf } from '../../api/catalog';
import type { RowShown, Text } from '../../api/types';
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

export interface Ahead {
  series: Series[];
  days: DayColumn[];
  overdue: number;
  /** The highest column. */
  most: number;
}

function keyOf(row: Pick<RowShown, 'kind' | 'mark'>): string {
  return row.kind === HAZARD ? `${HAZARD}/${row.mark ?? ''}` : row.kind;
}

/** Hazards by grade, the gravest first, then the other kinds in the order of the catalog. */
function seriesOf(rows: RowShown[], book: CatalogBook): Series[] {
  const seen = new Set(rows.map(keyOf));
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

export function ahead(rows: RowShown[], today: string, count: number, book: CatalogBook): Ahead {
  const first = dayNumber(today) ?? 0;
  const due = rows.filter((row) => (row.days_left ?? -1) >= 0);
  const series = seriesOf(due, book);
  const days = Array.from({ length: count + 1 }, (_, at): DayColumn => {
    const day = dayText(first + at);
    const here = due.filter((row) => row.due_on === day);
    const parts = series.map((one) => ({ series: one, n: here.filter((row) => keyOf(row) === one.key).length }));
    const weekday = weekdayOf(first + at);
    return { day, weekday, rest: weekday === 0 || weekday === 6, all: here.length, parts: parts.filter(({ n }) => n > 0) };
  });
  return {
    series,
    days,
    overdue: rows.filter((row) => (row.days_left ?? 0) < 0).length,
    most: Math.max(0, ...days.map((day) => day.all)),
  };
}
