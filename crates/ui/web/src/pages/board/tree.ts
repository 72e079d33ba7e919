/** The hierarchy as a tree: what each division answers for, opened level by level. */
import type { Board, BoardRow, Division, Figures } from '../../api/types';

export interface TreeRow {
  key: string;
  row: BoardRow;
  /** Hazards that are open now; nothing while the answer is on its way. */
  open: number | undefined;
  /** An empty list: there is something below, not fetched yet. */
  children?: TreeRow[];
}

/** How many are open in each division directly below one, and in itself. */
export function openCounts(answers: (Figures | undefined)[], unders: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  answers.forEach((figures, at) => {
    if (!figures) return;
    for (const [division, n] of figures.by_division) counts.set(division.code, n);
    const [under, whole] = [unders[at], figures.values.at(-1)];
    if (under !== undefined && whole !== undefined) counts.set(under, whole);
  });
  return counts;
}

export function treeOf(board: Board, loaded: Map<string, Board>, open: Map<string, number>): TreeRow[] {
  return board.rows.map((row) => {
    const code = row.division.code;
    const below = loaded.get(code);
    return {
      key: code,
      row,
      open: open.get(code),
      children: row.opens ? (below ? treeOf(below, loaded, open) : []) : undefined,
    };
  });
}

/** The way up from a division, the highest first, itself last. */
export function pathOf(board: Board): Division[] {
  return [...board.above, board.under];
}

export function overdueOf(row: BoardRow): number {
  return row.deadlines[2] + row.deadlines[3];
}
