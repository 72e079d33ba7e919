/** Deadlines by colour and by day, and the address of the records behind them. */
import type { RowShown } from '../../api/types';
import { deadlineColour } from '../../look/theme';

/** The colours of a deadline, the most time left first. */
export const BANDS = ['green', 'yellow', 'orange', 'red'] as const;

export type Band = (typeof BANDS)[number] | 'overdue';

export interface DueFilter {
  under?: string;
  band?: Band;
  /** Due on this day. */
  day?: string;
}

export function dueAddress(filter: DueFilter): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter) as [string, string | undefined][]) {
    if (value) query.set(name, value);
  }
  return `/due?${query.toString()}`;
}

export function readBand(text: string | null): Band | undefined {
  return [...BANDS, 'overdue' as const].find((band) => band === text);
}

export function fits(row: Pick<RowShown, 'days_left' | 'due_on'>, { band, day }: DueFilter): boolean {
  if (row.days_left === null || (day && row.due_on !== day)) return false;
  if (!band) return true;
  return band === 'overdue' ? row.days_left < 0 : deadlineColour(row.days_left) === band;
}
