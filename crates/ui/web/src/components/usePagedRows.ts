import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { address, get } from '../api/call';
import type { Ask, Page, RowShown } from '../api/types';

/** Rows of one question; the program gives no more at once. */
export const PAGE_ROWS = 500;

/** A row of a long list; one that is still on its way has only its place. */
export interface Slot {
  at: number;
  row?: RowShown;
}

/**
 * A list of any length of which only the pages in sight are asked for. `see` says which rows are in
 * sight; the pages around them are fetched and stay.
 */
export function usePagedRows(ask: Ask) {
  const [wanted, setWanted] = useState<number[]>([0]);
  const pages = useQueries({
    queries: wanted.map((number) => {
      const question: Ask = { ...ask, skip: number * PAGE_ROWS, limit: PAGE_ROWS };
      return {
        queryKey: ['records', 'page', question],
        queryFn: ({ signal }: { signal: AbortSignal }) => get<Page>(address('/api/records', question), signal),
        placeholderData: keepPreviousData,
      };
    }),
    combine: (answers) => ({
      pages: answers.map((answer) => answer.data),
      error: answers.find((answer) => answer.error)?.error ?? null,
      pending: answers[0]?.isPending ?? true,
      refetch: () => answers.forEach((answer) => void answer.refetch()),
    }),
  });
  const all = pages.pages.find((page) => page)?.all ?? 0;
  const slots = useMemo(() => slotsOf(all, wanted, pages.pages), [all, wanted, pages.pages]);
  const see = useCallback((first: number, last: number) => {
    const numbers = pagesOf(first, last);
    setWanted((before) => (numbers.every((one) => before.includes(one)) ? before : [...new Set([...before, ...numbers])]));
  }, []);
  return { slots, all, first: pages.pages[0], see, error: pages.error, pending: pages.pending, refetch: pages.refetch };
}

/** The pages that hold these rows. */
export function pagesOf(first: number, last: number): number[] {
  const from = Math.floor(Math.max(0, first) / PAGE_ROWS);
  const to = Math.floor(Math.max(0, last) / PAGE_ROWS);
  return Array.from({ length: to - from + 1 }, (_, step) => from + step);
}

export function slotsOf(all: number, wanted: number[], pages: (Page | undefined)[]): Slot[] {
  return Array.from({ length: all }, (_, at) => {
    const page = pages[wanted.indexOf(Math.floor(at / PAGE_ROWS))];
    return { at, row: page?.rows[at % PAGE_ROWS] };
  });
}
