import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { get, post } from './call';
import type { NeighbourCall, NeighbourFound, NeighbourShown } from './types';

const NEIGHBOUR = ['neighbour'] as const;

/** The meeting with a neighbour; asked often while one goes on. What it brought is shown at once. */
export function useNeighbour() {
  const client = useQueryClient();
  const neighbour = useQuery({
    queryKey: NEIGHBOUR,
    queryFn: ({ signal }) => get<NeighbourShown>('/api/neighbour', signal),
    refetchInterval: (query) => (goesOn(query.state.data) ? 1_000 : false),
  });
  const going = goesOn(neighbour.data);
  const went = useRef(false);
  useEffect(() => {
    if (went.current && !going) {
      void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== NEIGHBOUR[0] });
    }
    went.current = going;
  }, [client, going]);
  return neighbour;
}

export function goesOn(shown: NeighbourShown | undefined): boolean {
  return shown?.meeting === 'waiting' || shown?.meeting === 'calling';
}

export function useWaitForNeighbour() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => post<NeighbourShown>('/api/neighbour/wait'),
    onSuccess: (shown) => client.setQueryData(NEIGHBOUR, shown),
  });
}

export function useCallNeighbour() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (call: NeighbourCall) => post<NeighbourShown>('/api/neighbour/call', call),
    onSuccess: (shown) => client.setQueryData(NEIGHBOUR, shown),
  });
}

export function useStopNeighbour() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => post<NeighbourShown>('/api/neighbour/stop'),
    onSuccess: (shown) => client.setQueryData(NEIGHBOUR, shown),
  });
}

export function useFindNeighbours() {
  return useMutation({ mutationFn: () => post<NeighbourFound[]>('/api/neighbour/find') });
}
