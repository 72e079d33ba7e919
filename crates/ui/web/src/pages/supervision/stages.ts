/** Listings by stage, how far a term has run, and when progress is to be reported. */
import type { Kind, RowShown, Sheet } from '../../api/types';
import { dayNumber, dayText } from '../../components/span/span';

export interface Stage {
  state: string;
  ended: boolean;
  /** How many there are, those that are not shown included. */
  n: number;
  rows: RowShown[];
}

/** A column for each state of the kind, in its order. */
export function stagesOf(kind: Kind, rows: RowShown[], counts: Record<string, number>): Stage[] {
  return kind.states.map((state) => ({
    state: state.name,
    ended: state.final,
    n: counts[state.name] ?? 0,
    rows: rows.filter((row) => row.status === state.name),
  }));
}

/** A title begins with the level, which stands above it already. */
export function titleOf(row: Pick<RowShown, 'title'>, level: string): string {
  return (row.title.startsWith(level) ? row.title.slice(level.length) : row.title).trim();
}

export interface Term {
  from: string;
  to: string;
  days: number;
  gone: number;
  /** From 0 to 100. */
  pct: number;
}

/** How much of a term has gone by; nothing if it has no two ends. */
export function termOf(from: string | null, to: string | null, today: string): Term | null {
  const [first, last, now] = [from, to, today].map((text) => (text ? dayNumber(text) : null));
  if (first == null || last == null || now == null || last <= first || !from || !to) return null;
  const days = last - first;
  const gone = Math.max(0, now - first);
  return { from, to, days, gone, pct: Math.min(100, Math.round((gone / days) * 100)) };
}

export interface Cycle {
  every: number;
  /** How many reports were due up to today. */
  due: number;
  next: string;
}

/** Reports of progress every so many days from the day of listing; one that is due today is the next. */
export function cycleOf(from: string | null, every: unknown, today: string): Cycle | null {
  const [first, now] = [from ? dayNumber(from) : null, dayNumber(today)];
  if (typeof every !== 'number' || every < 1 || first === null || now === null) return null;
  const gone = Math.max(0, now - first);
  const due = Math.floor(gone / every);
  const onTheDay = gone > 0 && gone % every === 0;
  const next = onTheDay ? now : first + (due + 1) * every;
  return { every, due, next: dayText(next) };
}

/** A field of a sheet that is a text; nothing if it is empty. */
export function textOf(sheet: Sheet, field: string): string | null {
  const value = sheet.fields.find((shown) => shown.field === field)?.value;
  return typeof value === 'string' && value !== '' ? value : null;
}

export function valueOf(sheet: Sheet, field: string): unknown {
  return sheet.fields.find((shown) => shown.field === field)?.value;
}
