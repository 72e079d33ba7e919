import { expect, test } from 'vitest';
import type { Kind, RowShown } from '../../api/types';
import { cycleOf, stagesOf, termOf, titleOf } from './stages';

test('a column for each stage, counting what is not shown as well', () => {
  const kind = { states: [{ name: 'listed', final: false }, { name: 'lifted', final: true }] } as Kind;
  const rows = [{ id: '1', status: 'lifted' }] as RowShown[];
  expect(stagesOf(kind, rows, { lifted: 30 })).toEqual([
    { state: 'listed', ended: false, n: 0, rows: [] },
    { state: 'lifted', ended: true, n: 30, rows },
  ]);
});

test('how far a term has run', () => {
  expect(termOf('2026-11-01', '2026-12-01', '2026-11-16')).toMatchObject({ days: 30, gone: 15, pct: 50 });
  expect(termOf('2026-11-01', '2026-12-01', '2027-01-16')).toMatchObject({ pct: 100 });
  expect(termOf('2026-11-01', '2026-12-01', '2026-10-01')).toMatchObject({ gone: 0, pct: 0 });
  expect(termOf('2026-11-01', null, '2026-11-16')).toBeNull();
});

test('reports of progress fall due every so many days', () => {
  expect(cycleOf('2026-11-01', 15, '2026-11-01')).toEqual({ every: 15, due: 0, next: '2026-11-16' });
  expect(cycleOf('2026-11-01', 15, '2026-11-16')).toEqual({ every: 15, due: 1, next: '2026-11-16' });
  expect(cycleOf('2026-11-01', 15, '2026-11-17')).toEqual({ every: 15, due: 1, next: '2026-12-01' });
  expect(cycleOf('2026-11-01', null, '2026-11-17')).toBeNull();
});

test('a title does not say the level twice', () => {
  expect(titleOf({ title: '县级 某镇 3号' }, '县级')).toBe('某镇 3号');
  expect(titleOf({ title: '县级' }, '县级')).toBe('');
  expect(titleOf({ title: '某镇' }, '县级')).toBe('某镇');
});
