import { expect, test } from 'vitest';
import { behindAddress, change, dayNumber, daysOf, daysText, lastYear, previous, readSpan, spanQuery } from './span';

const TODAY = '2026-11-24';

function spans(span: Parameters<typeof daysOf>[0], today = TODAY) {
  const days = daysOf(span, today);
  return days && [daysText(days), daysText(previous(days)), daysText(lastYear(days))];
}

test('what is compared covers equally many days', () => {
  const cases: [Parameters<typeof daysOf>[0], string, string[]][] = [
    // A whole month with whole months.
    [{ month: '2026-10' }, TODAY, ['2026-10-01 … 2026-10-31', '2026-09-01 … 2026-09-30', '2025-10-01 … 2025-10-31']],
    // A month that still runs with as many days.
    [{ month: '2026-11' }, TODAY, ['2026-11-01 … 2026-11-24', '2026-10-01 … 2026-10-24', '2025-11-01 … 2025-11-24']],
    // 30 days of March are more than February has.
    [{ month: '2026-03' }, '2026-03-30', ['2026-03-01 … 2026-03-30', '2026-02-01 … 2026-02-28', '2025-03-01 … 2025-03-30']],
    [{ year: 2025 }, TODAY, ['2025-01-01 … 2025-12-31', '2024-01-01 … 2024-12-31', '2024-01-01 … 2024-12-31']],
    [{}, TODAY, ['2026-01-01 … 2026-11-24', '2025-01-01 … 2025-11-24', '2025-01-01 … 2025-11-24']],
    // Free days: as many days before.
    [
      { from: '2026-11-16', to: '2026-11-22' },
      TODAY,
      ['2026-11-16 … 2026-11-22', '2026-11-09 … 2026-11-15', '2025-11-16 … 2025-11-22'],
    ],
    // The 29th of February becomes the 28th.
    [{ from: '2024-02-29', to: '2024-02-29' }, TODAY, ['2024-02-29 … 2024-02-29', '2024-02-28 … 2024-02-28', '2023-02-28 … 2023-02-28']],
    // From a day up to today.
    [{ from: '2026-11-20' }, TODAY, ['2026-11-20 … 2026-11-24', '2026-11-15 … 2026-11-19', '2025-11-20 … 2025-11-24']],
  ];
  for (const [span, today, texts] of cases) expect(spans(span, today)).toEqual(texts);
});

test('what does not read is no span', () => {
  for (const span of [{ from: '2026-11-30', to: '2026-11-01' }, { to: '2026-11-01' }, { month: '2026-13' }, { from: '2026-02-30' }]) {
    expect(daysOf(span, TODAY)).toBeNull();
  }
  expect(dayNumber('1970-01-02')).toBe(1);
  expect(dayNumber('26-1-2')).toBeNull();
});

test('a change names its base', () => {
  expect(change(115_000, 89_627)).toBe(28.31);
  expect(change(50, 100)).toBe(-50);
  expect(change(7, 0)).toBeNull();
});

test('a span goes into the address and comes back', () => {
  const span = { under: '420625000000', month: '2026-11' };
  expect(readSpan(new URLSearchParams(spanQuery(span)))).toEqual(span);
  expect(behindAddress('hazards_found', span, '420625102000')).toBe('/behind/hazards_found?under=420625102000&month=2026-11');
});
