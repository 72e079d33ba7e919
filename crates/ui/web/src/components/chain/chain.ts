/**
 * The way of one hazard from the find to the look-back, read off its history, its letters and its
 * look-backs: what has been done and by whom, and what everybody waits for now.
 */
import type { Kind, RowShown, Sheet, Step } from '../../api/types';

const LINKS = ['report', 'confirm', 'letter', 'served', 'reply', 'rectify', 'submit', 'accept', 'close', 'lookback'] as const;

export type LinkName = (typeof LINKS)[number];

export interface Link {
  name: LinkName;
  /** `passed` over: later links are done and this one never was. */
  state: 'done' | 'now' | 'todo' | 'passed';
  at_ms?: number;
  by?: string;
  /** The letter or look-back that says so. */
  row?: RowShown;
}

export interface Happened {
  event: string;
  at_ms: number;
  by: string;
}

/** Which link an event of the hazard completes. */
const COMPLETES: Record<string, LinkName[]> = {
  report: ['report'],
  confirm: ['confirm'],
  plan: ['reply'],
  start: [],
  fix_now: ['rectify'],
  submit: ['rectify', 'submit'],
  accept: ['accept'],
  accept_quick: ['accept', 'close'],
  close: ['close'],
};

/** What has to be done again after these. */
const UNDOES: Record<string, LinkName[]> = {
  return: ['report'],
  fail: ['rectify', 'submit', 'accept'],
  relapse: ['rectify', 'submit', 'accept', 'close', 'lookback'],
  handed_back: [],
};

/** How far letters in each state have brought the notice. */
const LETTER_DONE: Record<string, LinkName[]> = {
  drafted: [],
  issued: ['letter'],
  served: ['letter', 'served'],
  replied: ['letter', 'served', 'reply'],
  closed: ['letter', 'served'],
};

export function chainOf(status: string, happened: Happened[], referred: RowShown[]): Link[] {
  const done = new Map<LinkName, Omit<Link, 'name' | 'state'>>();
  for (const { event, at_ms, by } of happened) {
    for (const name of UNDOES[event] ?? []) done.delete(name);
    for (const name of COMPLETES[event] ?? []) done.set(name, { at_ms, by });
  }
  for (const row of referred) {
    const names = row.kind === 'letter' ? (LETTER_DONE[row.status] ?? []) : [];
    for (const name of names) if (!done.has(name)) done.set(name, { at_ms: row.updated_ms, row });
    if (row.kind === 'lookback' && row.status === 'done' && status === 'closed') done.set('lookback', { at_ms: row.updated_ms, row });
  }
  const last = LINKS.findLastIndex((name) => done.has(name));
  const waits = ENDED.includes(status) ? LINKS.length : nowOf(status, done, last);
  const reached = waits === LINKS.length ? last : Math.max(last, waits);
  return LINKS.map((name, place) => {
    const found = done.get(name);
    if (found && place !== waits) return { name, state: 'done', ...found };
    if (place === waits) return { name, state: 'now' };
    return { name, state: place < reached ? 'passed' : 'todo' };
  });
}

/** Where nothing further is to come. */
const ENDED = ['rejected', 'merged', 'void'];

/** The link a state waits for, where the state alone says so. */
const WAITS: Record<string, LinkName> = {
  draft: 'report',
  returned: 'report',
  reported: 'confirm',
  fixed: 'confirm',
  rectifying: 'rectify',
  submitted: 'accept',
  accepted: 'close',
  closed: 'lookback',
};

function nowOf(status: string, done: Map<LinkName, unknown>, last: number): number {
  const name = WAITS[status];
  if (name) return done.has(name) && name === 'lookback' ? LINKS.length : LINKS.indexOf(name);
  const notice: LinkName[] = ['letter', 'served', 'reply', 'rectify'];
  const next = notice.find((link) => !done.has(link));
  return next ? LINKS.indexOf(next) : last + 1;
}

/** The events of a history, by the names the catalog gives them. */
export function happenedIn(kind: Kind, history: Step[]): Happened[] {
  return history.flatMap((step) => {
    if (step.held) return [];
    const shown = step.changes.filter((change) => change.what === 'event');
    return shown.flatMap(({ label }) => {
      const known = kind.events.find((row) => row.label.zh === label.zh);
      return known ? [{ event: known.name, at_ms: step.at_ms, by: step.by }] : [];
    });
  });
}

/** The extension that was asked for and nobody has answered yet. */
export function pendingExtension(happened: Happened[]): Happened | undefined {
  const last = happened.findLast(({ event }) => event.startsWith('extend_'));
  return last?.event === 'extend_request' ? last : undefined;
}

/** The records a hazard's chain is made of besides itself. */
export function chainRows(sheet: Sheet): RowShown[] {
  return sheet.referred.filter((row) => row.kind === 'letter' || row.kind === 'lookback');
}
