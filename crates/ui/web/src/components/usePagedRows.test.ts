import { describe, expect, it } from 'vitest';
import type { Page, RowShown } from '../api/types';
import { PAGE_ROWS, pagesOf, slotsOf } from './usePagedRows';

const page = (from: number, rows: number, all: number): Page => ({
  rows: Array.from({ length: rows }, (_, at) => ({ id: String(from + at) }) as RowShown),
  all,
  by_status: {},
});

describe('a long list', () => {
  it('asks for the pages in sight', () => {
    expect(pagesOf(0, 20)).toEqual([0]);
    expect(pagesOf(PAGE_ROWS - 5, PAGE_ROWS + 5)).toEqual([0, 1]);
    expect(pagesOf(-3, 2)).toEqual([0]);
  });

  it('has a place for every row, filled where its page has come', () => {
    const slots = slotsOf(1200, [0, 2], [page(0, 500, 1200), page(1000, 200, 1200)]);
    expect(slots).toHaveLength(1200);
    expect(slots[499]?.row?.id).toBe('499');
    expect(slots[500]?.row).toBeUndefined();
    expect(slots[1199]?.row?.id).toBe('1199');
  });
});
