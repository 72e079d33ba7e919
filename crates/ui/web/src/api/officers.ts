import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post } from './call';
import type { OfficersShown, ToDismiss, ToJoin } from './types';

const OFFICERS = ['officers'] as const;

/** Who shares this laptop. */
export function useOfficers(enabled: boolean) {
  return useQuery({
    queryKey: OFFICERS,
    queryFn: ({ signal }) => get<OfficersShown>('/api/officers', signal),
    enabled,
  });
}

/** Adds an officer with an invitation and a passphrase of their own. */
export function useAddOfficer() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ask: ToJoin) => post<OfficersShown>('/api/officers', ask),
    onSuccess: (shown) => client.setQueryData(OFFICERS, shown),
    // What was asked holds a passphrase.
    gcTime: 0,
  });
}

/** Lets an officer go from this laptop. */
export function useDismissOfficer() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ask: ToDismiss) => post<OfficersShown>('/api/officers/dismiss', ask),
    onSuccess: (shown) => client.setQueryData(OFFICERS, shown),
  });
}
