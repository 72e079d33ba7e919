/** Two records of a kind side by side, field by field, with what is not the same. */
import { fieldLabel } from '../../api/catalog';
import type { Kind, RowShown, Sheet, Shown, Text } from '../../api/types';

export interface ComparedPart {
  text: Text;
  /** The other side does not say it. */
  only: boolean;
}

export interface Compared {
  field: string;
  label: Text;
  left: ComparedPart[];
  right: ComparedPart[];
  different: boolean;
}

export function compared(kind: Kind, left: Sheet, right: Sheet): Compared[] {
  const names = kind.fields.filter((field) => !field.derived).map((field) => field.name);
  return names.flatMap((field) => {
    const a = shownIn(left, field);
    const b = shownIn(right, field);
    if (!a && !b) return [];
    const [one, two] = [partsOf(a), partsOf(b)];
    const sides = { left: marked(one, two), right: marked(two, one) };
    const different = [...sides.left, ...sides.right].some((part) => part.only);
    return [{ field, label: fieldLabel(kind, field), ...sides, different }];
  });
}

/** A field as it is compared: where a record lies is read by its names. */
function shownIn(sheet: Sheet, field: string): Shown | undefined {
  const shown = sheet.fields.find((one) => one.field === field);
  const { place } = sheet.row;
  return shown && field === 'division' ? { ...shown, text: { zh: place, en: place } } : shown;
}

interface Part {
  key: string;
  text: Text;
}

/** A set falls into its members, so that what both have is not marked; their order says nothing. */
function partsOf(shown: Shown | undefined): Part[] {
  if (!shown) return [];
  const { value, text } = shown;
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) {
    const zh = text.zh.split('、');
    const en = text.en.split(', ');
    if (zh.length === value.length) {
      return zh.map((word, at) => ({ key: word, text: { zh: word, en: en.length === zh.length ? (en[at] ?? word) : word } }));
    }
  }
  return [{ key: typeof value === 'string' ? value.trim().replace(/\s+/g, ' ') : stable(value), text }];
}

function marked(own: Part[], other: Part[]): ComparedPart[] {
  return own.map(({ key, text }) => ({ text, only: !other.some((part) => part.key === key) }));
}

/** The same whatever the order of names in it. */
function stable(value: unknown): string {
  if (Array.isArray(value)) return JSON.stringify(value.map(stable).sort());
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const parts = Object.entries(value).map(([name, item]) => [name, stable(item)]);
  return JSON.stringify(parts.sort(([a = ''], [b = '']) => (a < b ? -1 : 1)));
}

export interface NearOnRoad {
  row: RowShown;
  metres: number;
}

/** Records of the same kind close to one on its road, the nearest first. */
export function nearOnRoad(row: RowShown, others: RowShown[], within: number): NearOnRoad[] {
  if (!row.stake) return [];
  const [from, to] = row.stake;
  const near = others.flatMap((other) => {
    if (!other.stake || other.id === row.id || other.kind !== row.kind) return [];
    const metres = Math.max(0, other.stake[0] - to, from - other.stake[1]);
    return metres <= within ? [{ row: other, metres }] : [];
  });
  return near.sort((a, b) => a.metres - b.metres);
}
