/** How a record is drawn on maps and strips: its shape says how grave it is, its colour how urgent. */
import type { CatalogBook } from '../../api/catalog';
import { fieldOf } from '../../api/catalog';
import type { Code, Kind } from '../../api/types';
import { ACCENT, deadlineColour, STATUS } from '../../look/theme';
import { isDone } from './waits';

/** What maps and strips know of a record. */
export interface Drawn {
  status: string;
  mark: string | null;
  days_left: number | null;
}

export type Tone = 'waiting' | 'green' | 'yellow' | 'orange' | 'red' | 'none' | 'done';

export interface Look {
  tone: Tone;
  /** 0 for an unmarked record, then 1 for the first code of the list, and so on. */
  rank: number;
}

/** The codes that mark a kind, such as the grades of a hazard, from the mildest to the gravest. */
export function markCodes(book: CatalogBook, kind: Kind | undefined): Code[] {
  const field = kind?.mark ? fieldOf(kind, kind.mark) : undefined;
  return field?.type === 'code' ? (book.codes(field.codes)?.codes ?? []) : [];
}

/** `waiting` holds the states that wait for the person who looks. */
export function lookOf(kind: Kind, codes: Code[], waiting: string[], drawn: Drawn): Look {
  return { tone: toneOf(kind, waiting, drawn), rank: codes.findIndex((code) => code.code === drawn.mark) + 1 };
}

function toneOf(kind: Kind, waiting: string[], { status, days_left }: Drawn): Tone {
  if (kind.states.some((state) => state.name === status && state.final) || isDone(kind, status)) return 'done';
  if (days_left !== null && days_left < 0) return deadlineColour(days_left);
  if (waiting.includes(status)) return 'waiting';
  return deadlineColour(days_left);
}

export const FILL: Record<Tone, string> = {
  waiting: ACCENT,
  green: STATUS.green,
  yellow: '#a88100',
  orange: STATUS.orange,
  red: STATUS.red,
  none: STATUS.none,
  done: '#ffffff',
};

export const STROKE: Record<Tone, string> = {
  waiting: '#ffffff',
  green: '#ffffff',
  yellow: '#ffffff',
  orange: '#ffffff',
  red: '#ffffff',
  none: '#ffffff',
  done: '#7b8794',
};

/** The outline of a mark around (0, 0): a circle, a diamond, a triangle; the graver the sharper and larger. */
export function shapePath(rank: number): string {
  if (rank <= 1) return circle(rank === 0 ? 5.5 : 7);
  if (rank === 2) return 'M0,-9.5L9.5,0L0,9.5L-9.5,0Z';
  return 'M0,-11.5L11,8L-11,8Z';
}

function circle(r: number): string {
  return `M${-r},0A${r},${r} 0 1 1 ${r},0A${r},${r} 0 1 1 ${-r},0Z`;
}
