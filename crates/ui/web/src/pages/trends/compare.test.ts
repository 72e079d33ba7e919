import { expect, test } from 'vitest';
import type { Figures, Filled } from '../../api/types';
import { breakdownOf, divisionRows, isSteady, kindRows, sumOf } from './compare';

const figures = (by: [string, number][], values: number[] = [], last_year: number[] = []) =>
  ({ by_division: by.map(([code, n]) => [{ code, name: code, level: 'county' }, n]), values, last_year }) as unknown as Figures;

test('divisions stand in the order of their codes, whatever was counted', () => {
  const rows = divisionRows(figures([['2', 9], ['1', 3]]), figures([['1', 4]]), undefined);
  expect(rows).toEqual([
    { code: '1', name: '1', now: 3, lastYear: 4, previous: undefined },
    { code: '2', name: '2', now: 9, lastYear: undefined, previous: undefined },
  ]);
  expect(sumOf(rows, 'now')).toBe(12);
  expect(sumOf(rows, 'lastYear')).toBeUndefined();
});

test('a figure of now alone is not drawn as a history', () => {
  expect(isSteady(figures([], [3, 3, 3], [3, 3, 3]))).toBe(true);
  expect(isSteady(figures([], [0, 0, 0], [0, 0, 0]))).toBe(false);
  expect(isSteady(figures([], [3, 3, 3], [3, 3, 2]))).toBe(false);
});

const number = (units: number) => ({ number: { units, decimals: 0 } });
const text = (zh: string) => ({ text: { zh, en: zh } });
const label = text('').text;

test('kinds are read from the sums of their report', () => {
  const columns = ['division', 'code', 'enforcement_cases', 'cases_three_overs', 'cases_other', 'cases_filed'];
  const filled = {
    parts: [
      {
        columns: columns.map((name) => ({ name, label })),
        rows: [
          [text('甲'), text('1'), number(3), number(2), number(1), number(0)],
          [text('合计'), text('0'), number(5), number(4), number(1), number(2)],
        ],
      },
    ],
  } as unknown as Filled;
  const breakdown = breakdownOf('enforcement_cases');
  expect(breakdown && kindRows(filled, breakdown).map((row) => [row.name, row.n])).toEqual([['cases_three_overs', 4], ['cases_other', 1]]);
  expect(breakdownOf('leaflets')).toBeUndefined();
});
