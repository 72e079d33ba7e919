import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { get, post } from './call';
import type { PeerShown, Standing } from './types';

const STANDING = ['standing'] as const;

/** How the laptop stands; asked often while an exchange runs. What it brought is shown at once. */
export function useStanding(enabled = true) {
  const client = useQueryClient();
  const standing = useQuery({
    queryKey: STANDING,
    queryFn: ({ signal }) => get<Standing>('/api/standing', signal),
    refetchInterval: (query) => (query.state.data?.sync.running ? 1_000 : 30_000),
    enabled,
  });
  const running = standing.data?.sync.running ?? false;
  const ran = useRef(false);
  useEffect(() => {
    if (ran.current && !running) {
      void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== STANDING[0] });
    }
    ran.current = running;
  }, [client, running]);
  return standing;
}

/** The offices above and below; asked now and then, because they exchange by themselves. */
export function usePeers() {
  return useQuery({
    queryKey: ['peers'],
    queryFn: ({ signal }) => get<PeerShown[]>('/api/peers', signal),
    refetchInterval: 30_000,
  });
}

export function useStartSync() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => post<Standing>('/api/sync'),
    onSuccess: (standing) => client.setQueryData(STANDING, standing),
  });
}
