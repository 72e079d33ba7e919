/** Where everything on a stake strip stands: marks on the road, sections below it, labels above it. */
import type { RowShown } from '../../api/types';
import { stake } from '../../look/format';

export interface Scale {
  from: number;
  to: number;
  /** Pixels between the first and the last stake. */
  width: number;
}

export interface StripMark {
  row: RowShown;
  /** Metres. */
  from: number;
  to: number;
  x: number;
  x2: number;
  /** Marks at nearly the same stake stand one above the other. */
  level: number;
  /** The bar of a section below the road; -1 for a single stake. */
  bar: number;
  label: string;
  /** The row of labels, 0 next to the road; -1 where there is no room. */
  lane: number;
}

const MARK_GAP = 20;
const LABEL_GAP = 10;
const BAR_GAP = 4;

export function xOf(scale: Scale, metres: number): number {
  const length = Math.max(1, scale.to - scale.from);
  return ((metres - scale.from) / length) * scale.width;
}

export function layoutStrip(rows: RowShown[], scale: Scale, lanes: number): StripMark[] {
  const marks = rows.flatMap((row): StripMark[] => {
    if (!row.stake) return [];
    const [from, to] = row.stake;
    return [{ row, from, to, x: xOf(scale, from), x2: xOf(scale, to), level: 0, bar: -1, label: labelOf(row), lane: -1 }];
  });
  marks.sort((a, b) => a.x - b.x || a.to - b.to);
  stack(marks);
  placeBars(marks);
  placeLabels(marks, lanes);
  return marks;
}

function stack(marks: StripMark[]): void {
  const ends: number[] = [];
  for (const mark of marks) {
    const free = ends.findIndex((end) => mark.x - end >= MARK_GAP);
    mark.level = free >= 0 ? free : ends.length;
    ends[mark.level] = mark.x;
  }
}

function placeBars(marks: StripMark[]): void {
  const ends: number[] = [];
  for (const mark of marks.filter((one) => one.to > one.from)) {
    const free = ends.findIndex((end) => mark.x - end >= BAR_GAP);
    mark.bar = free >= 0 ? free : ends.length;
    ends[mark.bar] = Math.max(mark.x2, mark.x + 4);
  }
}

/**
 * A label begins above its mark and runs to the right, joined to it by a line straight down. So it
 * may stand in a row only if that row and all rows below it are free there: then no line crosses a
 * label. The highest such row is taken, which leaves the lower ones to the marks that follow.
 */
function placeLabels(marks: StripMark[], lanes: number): void {
  const ends = Array.from({ length: lanes }, () => -Infinity);
  for (const mark of marks) {
    const blocked = ends.findIndex((end) => mark.x < end + LABEL_GAP);
    mark.lane = (blocked < 0 ? lanes : blocked) - 1;
    if (mark.lane >= 0) ends[mark.lane] = mark.x + textWidth(mark.label);
  }
}

/** What a mark is called on its own road: the road and what stands before the stake go without saying. */
export function labelOf(row: RowShown): string {
  const at = row.stake ? stake(row.stake[0]) : '';
  const found = at === '' ? -1 : row.title.indexOf(at);
  const rest = found >= 0 ? row.title.slice(found + at.length).trim() : row.title;
  const text = [...rest].slice(0, LONGEST).join('');
  return `${at} ${text}${text.length < rest.length ? '…' : ''}`.trim();
}

const LONGEST = 14;

/** Chinese letters are square; the others take a little over half of that. */
export function textWidth(text: string, size = 13): number {
  return [...text].reduce((sum, letter) => sum + (letter > '\u2e7f' ? size : size * 0.6), 0);
}

/** How far the last labels run over the end of the road, so that room is left for them. */
export function tailOf(rows: RowShown[], scale: Scale): number {
  const over = rows.map((row) => (row.stake ? xOf(scale, row.stake[0]) + textWidth(labelOf(row)) - scale.width : 0));
  return Math.min(LONGEST_TAIL, Math.max(SHORTEST_TAIL, ...over));
}

const SHORTEST_TAIL = 30;
const LONGEST_TAIL = 320;

const STEPS = [50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000];

/** Stakes that are written on the road, about one in every eighty pixels. */
export function stakeTicks(scale: Scale): number[] {
  const wanted = ((scale.to - scale.from) / Math.max(1, scale.width)) * 80;
  const step = STEPS.find((one) => one >= wanted) ?? 100_000;
  const first = Math.ceil(scale.from / step) * step;
  const count = Math.floor((scale.to - first) / step) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, number) => first + number * step);
}

/** The stretch that is drawn: from whole kilometre to whole kilometre. */
export function stretch(from: number, to: number): { from: number; to: number } {
  const start = Math.floor(from / 1000) * 1000;
  return { from: start, to: Math.max(Math.ceil(to / 1000) * 1000, start + 1000) };
}
