import { useCallback, useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { Ask } from '../../api/types';

export const PAGE_ROWS = 50;

/** What can be filtered by; it all stands in the address bar, so a list can be sent to a colleague. */
const TEXTS = ['status', 'under', 'words', 'due', 'mark', 'road', 'order'] as const;

export type Filter = (typeof TEXTS)[number] | 'conflict' | 'page';

export interface AskState {
  ask: Ask;
  page: number;
  /** Somebody has narrowed the list. */
  filtered: boolean;
  /** Sets filters; an empty text takes one out. Whatever changes, the list begins at its first page. */
  filter: (what: Partial<Record<Filter, string>>) => void;
  clear: () => void;
  /** How often everything was taken out; boxes that hold typed words begin anew by it. */
  cleared: number;
}

export function useAsk(kind: string | undefined, fixed: Ask | undefined): AskState {
  const [query, setQuery] = useSearchParams();
  const page = Math.max(1, Number(query.get('page')) || 1);
  const ask = useMemo((): Ask => {
    const texts = TEXTS.flatMap((name) => {
      const text = query.get(name);
      return text ? [[name, text] as const] : [];
    });
    const conflict = query.get('conflict') === 'true' || undefined;
    return { ...Object.fromEntries(texts), conflict, ...fixed, kind, skip: (page - 1) * PAGE_ROWS, limit: PAGE_ROWS };
  }, [query, kind, fixed, page]);
  const filter = useCallback(
    (what: Partial<Record<Filter, string>>) => {
      setQuery(
        (before) => {
          const next = new URLSearchParams(before);
          if (!('page' in what)) next.delete('page');
          for (const [name, text] of Object.entries(what)) {
            if (text) next.set(name, text);
            else next.delete(name);
          }
          return next;
        },
        { replace: true },
      );
    },
    [setQuery],
  );
  const [cleared, setCleared] = useState(0);
  const clear = useCallback(() => {
    setQuery({}, { replace: true });
    setCleared((times) => times + 1);
  }, [setQuery]);
  const filtered = [...query.keys()].some((name) => !['page', 'order'].includes(name));
  return { ask, page, filtered, filter, clear, cleared };
}
