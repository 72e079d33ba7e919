import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { useMapPoints } from '../../api/map';
import { useRecords } from '../../api/records';
import { useLooks } from '../../components/marks/useLooks';
import { askOf, changed, PAGE, readFilters } from './filters';

/** The queue as its address describes it: rows, places, and what is chosen. */
export function useQueue(status: 'mine' | 'all') {
  const [query, setQuery] = useSearchParams();
  const filters = readFilters(query, status);
  const looks = useLooks(filters.kind);
  const ask = askOf(filters, looks.waiting);
  const page = useRecords({ ...ask, limit: PAGE, skip: (filters.page - 1) * PAGE });
  const points = useMapPoints({ ...ask, order: undefined });
  const change = useCallback(
    (more: Partial<Record<string, string>>) => setQuery((now) => changed(now, more), { replace: true }),
    [setQuery],
  );
  const select = useCallback((id: string) => change({ id }), [change]);
  const rows = useMemo(() => page.data?.rows ?? [], [page.data]);
  return { usual: status, filters, looks, page, rows, points, change, select, selected: query.get('id') ?? undefined };
}

export type Queue = ReturnType<typeof useQueue>;
