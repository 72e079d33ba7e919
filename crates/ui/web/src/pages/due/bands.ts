/** Deadlines by colour and by day, and the address of the records behind them. */
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
