/** The whole chain as a row of desks: at each, the records that wait there. */
import type { Page } from '../../api/types';

export const STAGES = [
  { name: 'review', kind: 'hazard', states: ['reported', 'fixed'] },
  { name: 'notice', kind: 'hazard', states: ['confirmed'] },
  { name: 'issue', kind: 'letter', states: ['drafted'] },
  { name: 'serve', kind: 'letter', states: ['issued'] },
  { name: 'reply', kind: 'letter', states: ['served'] },
  { name: 'rectify', kind: 'hazard', states: ['notified', 'rectifying'] },
  { name: 'accept', kind: 'hazard', states: ['submitted'] },
  { name: 'close', kind: 'hazard', states: ['accepted'] },
  { name: 'lookback', kind: 'lookback', states: ['planned'] },
] as const;

export type Stage = (typeof STAGES)[number];

/** Every letter there is, whatever it waits for. */
export const LETTERS = { name: 'letters', kind: 'letter', states: [] } as const;

export type Desk = Stage | typeof LETTERS;

export function deskOf(name: string | null): Desk | undefined {
  return [...STAGES, LETTERS].find((desk) => desk.name === name);
}

export type Counts = Partial<Record<string, Page['by_status']>>;

/** How many records wait at a desk; nothing while it is not known yet. */
export function waitingAt(stage: Stage, counts: Counts): number | undefined {
  const byStatus = counts[stage.kind];
  if (!byStatus) return undefined;
  return stage.states.reduce((sum, state) => sum + (byStatus[state] ?? 0), 0);
}
