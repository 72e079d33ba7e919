import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { Span } from '../../api/types';
import { readSpan } from './span';

const SPAN = ['under', 'year', 'month', 'from', 'to'];

/** The division and the days a page is about; they stand in the address bar, so a page can be passed on. */
export function useSpan(): [Span, (change: Span) => void] {
  const [query, setQuery] = useSearchParams();
  const span = useMemo(() => readSpan(query), [query]);
  const choose = useCallback(
    (next: Span) =>
      setQuery((before) => {
        const after = new URLSearchParams(before);
        for (const part of SPAN) after.delete(part);
        for (const [part, value] of Object.entries(next)) if (value) after.set(part, String(value));
        return after;
      }),
    [setQuery],
  );
  return [span, choose];
}
