import { expect, test } from 'vitest';
import { ApiError } from '../../api/call';
import { CatalogBook } from '../../api/catalog';
import type { Board, BoardRow, Catalog, FallsDue, Figures, Proposed, Saved } from '../../api/types';
import { columns, weekdayOf } from './days';
import { answerAll, type Outcome } from './answering';
import { openCounts, overdueOf, pathOf, treeOf } from './tree';

const boardRow = (code: string, opens = true): BoardRow => ({
  division: { code, name: code, level: 'county' },
  opens,
  figures: {},
  ratios: {},
  deadlines: [1, 2, 3, 4],
});
const board = (code: string, below: string[], above: string[] = []): Board => ({
  under: { code, name: code, level: 'city' },
  above: above.map((one) => ({ code: one, name: one, level: 'city' })),
  whole: boardRow(code),
  rows: below.map((one) => boardRow(one, one.length < 3)),
  on: '2026-11-28',
});

test('the tree holds what was opened, and says where there is more', () => {
  const tree = treeOf(board('1', ['11', '12']), new Map([['11', board('11', ['111'], ['1'])]]), new Map([['111', 5]]));
  expect(tree.map((row) => row.key)).toEqual(['11', '12']);
  expect(tree[0]?.children?.map((row) => [row.key, row.open, row.children])).toEqual([['111', 5, undefined]]);
  expect(tree[1]?.children).toEqual([]);
  expect(pathOf(board('11', [], ['1'])).map((one) => one.code)).toEqual(['1', '11']);
  expect(overdueOf(boardRow('1'))).toBe(7);
});

test('open hazards are those of now, of the divisions and of the whole', () => {
  const figures = { by_division: [[{ code: '11' }, 2]], values: [9, 3] } as unknown as Figures;
  expect([...openCounts([figures, undefined], ['1', '12'])]).toEqual([['11', 2], ['1', 3]]);
});

const hazardKind = { name: 'hazard', mark: 'grade', label: { zh: '隐患', en: 'hazard' }, fields: [{ name: 'grade', type: 'code', codes: 'grades' }] };
const book = new CatalogBook({
  kinds: [hazardKind, { name: 'reminder', label: { zh: '催办', en: 'reminder' }, fields: [] }],
  codes: [{ name: 'grades', codes: ['general', 'larger', 'major'].map((code) => ({ code, label: { zh: code, en: code } })) }],
} as unknown as Catalog);
const due = (kind: string, mark: string | null, day: string, count: number): FallsDue => ({ kind, mark, day, count });

test('days are stacked by grade, the gravest first, then by kind', () => {
  const falls = [
    due('hazard', 'general', '2026-11-29', 2),
    due('reminder', 'overdue', '2026-11-29', 1),
    due('hazard', 'major', '2026-11-29', 1),
    due('hazard', null, '2026-11-30', 3),
  ];
  const shown = columns({ falls, overdue: 7 }, '2026-11-28', 30, book);
  expect(shown.series.map((one) => one.key)).toEqual(['hazard/major', 'hazard/general', 'hazard/', 'reminder']);
  expect(shown.days).toHaveLength(31);
  expect(shown.days[0]).toMatchObject({ day: '2026-11-28', weekday: 6, rest: true, all: 0 });
  expect(shown.days[1]?.parts.map(({ series, n }) => [series.key, n])).toEqual([['hazard/major', 1], ['hazard/general', 2], ['reminder', 1]]);
  expect([shown.overdue, shown.most]).toEqual([7, 4]);
  expect(weekdayOf(-1)).toBe(3);
});

const proposed = (id: string, zh: string, answered_by: string | null) =>
  ({ row: { id }, cause: 'c', label: { zh, en: zh }, answered_by }) as Proposed;

test('a refusal holds up none of the others, a lost program ends it', async () => {
  const text = { zh: '', en: '' };
  const answer = (one: Proposed): Promise<Outcome> => {
    if (one.row.id === '1') return Promise.resolve({ proposed: one, error: new ApiError(422, 'form', text, []) });
    if (one.row.id === '3') return Promise.resolve({ proposed: one, error: new ApiError(0, 'unreachable', text, []) });
    return Promise.resolve({ proposed: one, saved: {} as Saved });
  };
  const told: number[] = [];
  const chosen = ['1', '2', '3', '4'].map((id) => proposed(id, '催办', 'reminder'));
  const outcomes = await answerAll(chosen, answer, (done) => told.push(done.length));
  expect(outcomes.map((one) => one.proposed.row.id)).toEqual(['1', '2', '3']);
  expect(told).toEqual([1, 2, 3]);
});
