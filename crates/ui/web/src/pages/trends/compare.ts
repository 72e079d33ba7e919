/** Figures side by side: months against the year before, divisions against equal spans. */
import type { CatalogBook } from '../../api/catalog';
import type { Cell, Figures, Filled, Named, Text } from '../../api/types';

export interface MonthRow {
  month: string;
  now: number;
  before: number;
}

export function monthRows(figures: Figures): MonthRow[] {
  return figures.months.map((month, at) => ({
    month,
    now: figures.values[at] ?? 0,
    before: figures.last_year[at] ?? 0,
  }));
}

/** A figure that is only known as of now says the same for every month; a line of it would be a lie. */
export function isSteady(figures: Figures): boolean {
  const all = [...figures.values, ...figures.last_year];
  return all.length > 2 && all[0] !== 0 && all.every((value) => value === all[0]);
}

export interface DivisionRow {
  code: string;
  name: string;
  now: number;
  lastYear: number | undefined;
  previous: number | undefined;
}

/** In the order of the division codes, whatever the figures: no table of ours is a ranking. */
export function divisionRows(now: Figures, lastYear: Figures | undefined, previous: Figures | undefined): DivisionRow[] {
  const of = (figures: Figures | undefined, code: string) =>
    figures?.by_division.find(([division]) => division.code === code)?.[1];
  return now.by_division
    .map(([division, n]) => ({
      code: division.code,
      name: division.name,
      now: n,
      lastYear: of(lastYear, division.code),
      previous: of(previous, division.code),
    }))
    .sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** All rows together; nothing while one of them is on its way. */
export function sumOf(rows: DivisionRow[], part: 'now' | 'lastYear' | 'previous'): number | undefined {
  let sum = 0;
  for (const row of rows) {
    const value = row[part];
    if (value === undefined) return undefined;
    sum += value;
  }
  return sum;
}

/** Figures of the catalog under the kind of record they count, for the chooser. */
export function measureGroups(book: CatalogBook): { kind: string; label: Text; measures: Named[] }[] {
  const groups = new Map<string, Named[]>();
  for (const measure of book.catalog.measures) {
    const kind = measure.kind ?? '';
    groups.set(kind, [...(groups.get(kind) ?? []), measure]);
  }
  return [...groups].map(([kind, measures]) => ({
    kind,
    label: book.kind(kind)?.label ?? { zh: kind, en: kind },
    measures,
  }));
}

/** Which report shows a figure by kind, and which of its columns are the kinds. */
interface Breakdown {
  report: string;
  columns: (name: string) => boolean;
}

const BREAKDOWNS: Record<string, Breakdown> = {
  hazards_found: { report: 'R4', columns: (name) => ['hazards_general', 'hazards_major'].includes(name) },
  enforcement_cases: { report: 'R6', columns: isOf('cases', ['drink_drug', 'helmet_belt', 'illegal_carrying', 'other', 'plate_licence', 'three_overs']) },
  enforcement_violations: { report: 'R6', columns: (name) => name.startsWith('violations_') },
  agreements_signed: { report: 'R5', columns: (name) => name.startsWith('agreements_signed_') },
  listed: { report: 'R3', columns: isOf('listed', ['county', 'city', 'province']) },
  lifted: { report: 'R3', columns: isOf('lifted', ['county', 'city', 'province']) },
};

function isOf(stem: string, kinds: string[]): (name: string) => boolean {
  return (name) => kinds.some((kind) => name === `${stem}_${kind}`);
}

export function breakdownOf(measure: string): Breakdown | undefined {
  return BREAKDOWNS[measure];
}

export interface KindRow {
  name: string;
  label: Text;
  n: number;
}

/** The kinds as the last row of the report sums them up, in the order of its columns. */
export function kindRows(filled: Filled, { columns }: Breakdown): KindRow[] {
  return filled.parts.flatMap((part) => {
    const total = part.rows.at(-1);
    if (!total || !part.columns.some((column) => column.name === 'code')) return [];
    return part.columns.flatMap((column, at) => {
      const n = numberOf(total[at]);
      return columns(column.name) && n !== null ? [{ name: column.name, label: column.label, n }] : [];
    });
  });
}

function numberOf(cell: Cell | undefined): number | null {
  return cell && 'number' in cell && cell.number.decimals === 0 ? cell.number.units : null;
}
