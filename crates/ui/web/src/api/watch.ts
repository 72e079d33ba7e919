import { useQuery } from '@tanstack/react-query';
import { get } from './call';
import type { HeldShown, Look } from './types';

/** What was held out of the records, and why. */
export function useHeld(enabled: boolean) {
  return useQuery({ queryKey: ['held'], queryFn: ({ signal }) => get<HeldShown[]>('/api/held', signal), enabled });
}

/** Who looked behind a mask, and why. */
export function useLooks(enabled: boolean) {
  return useQuery({ queryKey: ['looks'], queryFn: ({ signal }) => get<Look[]>('/api/looks', signal), enabled });
}
