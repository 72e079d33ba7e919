import { useQuery } from '@tanstack/react-query';
import { address, get } from './call';
import type { Division } from './types';

/** The divisions directly below one; without one, the person's own area and everything above it. */
export function useDivisions(under?: string, enabled = true) {
  return useQuery({
    queryKey: ['divisions', 'under', under ?? ''],
    queryFn: ({ signal }) => get<Division[]>(address('/api/divisions', { under }), signal),
    staleTime: 10 * 60_000,
    enabled,
  });
}

/** Divisions whose name holds these words; the name carries the path. */
export function useDivisionSearch(words: string) {
  return useQuery({
    queryKey: ['divisions', 'words', words],
    queryFn: ({ signal }) => get<Division[]>(address('/api/divisions', { words }), signal),
    staleTime: 60_000,
    enabled: words.trim() !== '',
    placeholderData: (before) => before,
  });
}
