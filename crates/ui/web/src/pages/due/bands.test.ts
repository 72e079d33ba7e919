import { expect, test } from 'vitest';
import { dueAddress, fits, readBand } from './bands';

const row = (days_left: number | null, due_on: string | null = null) => ({ days_left, due_on });

test('each colour takes its days and no others', () => {
  const bands = (days: number) => (['green', 'yellow', 'orange', 'red', 'overdue'] as const).filter((band) => fits(row(days), { band }));
  expect(bands(8)).toEqual(['green']);
  expect(bands(7)).toEqual(['yellow']);
  expect(bands(0)).toEqual(['yellow']);
  expect(bands(-1)).toEqual(['orange', 'overdue']);
  expect(bands(-15)).toEqual(['orange', 'overdue']);
  expect(bands(-16)).toEqual(['red', 'overdue']);
});

test('a day takes what falls due on it', () => {
  expect(fits(row(3, '2026-12-01'), { day: '2026-12-01' })).toBe(true);
  expect(fits(row(4, '2026-12-02'), { day: '2026-12-01' })).toBe(false);
  expect(fits(row(null), {})).toBe(false);
});

test('a part of the board is an address', () => {
  expect(dueAddress({ under: '420625000000', band: 'red' })).toBe('/due?under=420625000000&band=red');
  expect(readBand('red')).toBe('red');
  expect(readBand('pink')).toBeUndefined();
});
