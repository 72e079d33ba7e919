/** How a filled report is read on screen: its numbers, its sums, and the records behind them. */
import type { CatalogBook } from '../../api/catalog';
import type { Cell, Part, Text } from '../../api/types';

const CODE = 'code';

/** A number with its point where it belongs. */
export function numberText(units: number, decimals: number): string {
  if (decimals === 0) return String(units);
  const digits = String(Math.abs(units)).padStart(decimals + 1, '0');
  const at = digits.length - decimals;
  return `${units < 0 ? '-' : ''}${digits.slice(0, at)}.${digits.slice(at)}`;
}

/** A cell as people read it; a share names the two figures it is made of. */
export function cellText(cell: Cell, read: (text: Text) => string): string {
  if ('text' in cell) return read(cell.text);
  if ('number' in cell) return numberText(cell.number.units, cell.number.decimals);
  const { text, of, to } = cell.share;
  return to === 0 ? text : `${text} (${of}/${to})`;
}

/** Every letter that stands in a part, once. */
export function lettersOf(part: Part): string {
  const letters = new Set<string>();
  for (const cell of part.rows.flat()) for (const letter of cellText(cell, (text) => text.zh)) letters.add(letter);
  return [...letters].join('');
}

export function isNumber(cell: Cell | undefined): boolean {
  return cell !== undefined && !('text' in cell);
}

/** A column that compares a figure (同比, 环比) stands to the right as the figure does. */
export function isFigure(part: Part, column: number): boolean {
  return part.columns[column]?.name.includes(':') ?? false;
}

/** The row that sums up: the last of a table by division. */
export function isSum(part: Part, row: number): boolean {
  return part.columns.some((column) => column.name === CODE) && row === part.rows.length - 1 && sumsUp(part);
}

/** A list of what is missing has codes as well, but no figures and no sum. */
function sumsUp(part: Part): boolean {
  return part.columns[0]?.name === 'division' && part.rows.length > 1;
}

/** What stands behind a number: the figure, and the division of its row. */
export interface Behind {
  measure: string;
  under: string;
}

/**
 * The records behind a cell; nothing where it is no figure of the catalog. The line for what lies
 * at a level itself carries the code of the level, but its records are not all below that code.
 */
export function behindCell(part: Part, row: number, column: number, book: CatalogBook): Behind | null {
  const cell = part.rows[row]?.[column];
  const measure = part.columns[column]?.name ?? '';
  const under = codeOf(part, row);
  if (!cell || !('number' in cell) || cell.number.units === 0 || !book.measure(measure) || !under) return null;
  const own = row < part.rows.length - 1 && under === codeOf(part, part.rows.length - 1);
  return own ? null : { measure, under };
}

function codeOf(part: Part, row: number): string | null {
  const at = part.columns.findIndex((column) => column.name === CODE);
  const cell = part.rows[row]?.[at];
  return cell && 'text' in cell ? cell.text.zh : null;
}

/** A piece of a text: words, or a number that stands for a figure. */
export interface Piece {
  text: string;
  measure?: string;
}

/**
 * Finds in a text the figures that are listed below it, in their order. The head of the text, with
 * its days and its place, holds no figure. A number that is not found stays plain words.
 */
export function pieces(text: string, part: Part, place: string): Piece[] {
  const found: Piece[] = [];
  let at = text.indexOf(place) < 0 ? 0 : text.indexOf(place) + place.length;
  let told = 0;
  for (const { measure, value } of figuresOf(part)) {
    const start = nextNumber(text, value, at);
    if (start < 0) continue;
    found.push({ text: text.slice(told, start) }, { text: value, measure });
    told = at = start + value.length;
  }
  return [...found, { text: text.slice(told) }].filter((piece) => piece.text !== '');
}

/** Where a number stands by itself: no digit, point or percent sign touches it. */
function nextNumber(text: string, value: string, from: number): number {
  for (let at = text.indexOf(value, from); at >= 0; at = text.indexOf(value, at + 1)) {
    const [before, after] = [text[at - 1] ?? '', text.slice(at + value.length)];
    if (!/[\d.+-]/.test(before) && !/^(\d|%|\.\d)/.test(after)) return at;
  }
  return -1;
}

function figuresOf(part: Part): { measure: string; value: string }[] {
  const [name, value] = ['name', 'value'].map((wanted) => part.columns.findIndex((column) => column.name === wanted));
  return part.rows.flatMap((row) => {
    const [measure, text] = [row[name ?? -1], row[value ?? -1]];
    if (!measure || !text || !('text' in measure) || !('text' in text)) return [];
    return [{ measure: measure.text.zh, value: text.text.zh }];
  });
}
