/**
 * Whom a state waits for, read off the transition table. A state waits for a role that may take
 * the next step onward when nobody of a lower level may take it as well.
 */
import type { CatalogBook } from '../../api/catalog';
import type { Event, Kind, State } from '../../api/types';

/** Levels from the lowest to the highest. */
const LEVELS = ['village', 'township', 'county', 'city'];

/** The states that wait for a role; of a kind where lower levels may take every step, those where it may take one. */
export function waitsFor(book: CatalogBook, kind: Kind, role: string): string[] {
  const onward = kind.states.filter((state) => steps(kind, state).some((row) => row.by.includes(role)));
  const own = onward.filter((state) => ownSteps(book, kind, state, role).length > 0);
  return (own.length > 0 ? own : onward).map((state) => state.name);
}

/** Nothing more is to be done: no step leads onward from here. */
export function isDone(kind: Kind, name: string): boolean {
  const state = kind.states.find((known) => known.name === name);
  return state !== undefined && !state.outside && steps(kind, state).length === 0;
}

/** Steps of a role that no lower level may take. */
function ownSteps(book: CatalogBook, kind: Kind, state: State, role: string): Event[] {
  const mine = levelOf(book, role);
  const all = steps(kind, state);
  const lower = (name: string) => all.some((row) => row.name === name && row.by.some((by) => levelOf(book, by) < mine));
  return all.filter((row) => row.by.includes(role) && !lower(row.name));
}

/** The state of what was written by mistake, in every kind; leading there is no progress. */
const VOID = 'void';

/**
 * Steps that lead on: to a state that stands later in the catalog. Where there are none, what was
 * sent back is carried on by the step that leads back; but where the deadline has stopped for good,
 * such a step, a relapse, is none. What waits outside waits for nobody here.
 */
function steps(kind: Kind, state: State): Event[] {
  if (state.final || state.outside) return [];
  const place = (name: string | null) => kind.states.findIndex((known) => known.name === name);
  const all = kind.events.filter((row) => row.from.includes(state.name) && row.to !== null && row.to !== VOID);
  const onward = all.filter((row) => place(row.to) > place(state.name));
  return onward.length > 0 || kind.due_stopped.includes(state.name) ? onward : all;
}

function levelOf(book: CatalogBook, role: string): number {
  return LEVELS.indexOf(book.role(role)?.level ?? 'village');
}
