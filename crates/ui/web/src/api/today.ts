import { useQuery } from '@tanstack/react-query';
import { get } from './call';
import type { Today, TodayProposals } from './types';

export function useToday() {
  return useQuery({
    queryKey: ['today'],
    queryFn: ({ signal }) => get<Today>('/api/today', signal),
    refetchInterval: 60_000,
  });
}

/** What is proposed: it may take a while among many records, and holds up nothing else. */
export function useTodayProposals() {
  return useQuery({
    queryKey: ['today', 'proposals'],
    queryFn: ({ signal }) => get<TodayProposals>('/api/today/proposals', signal),
    refetchInterval: 60_000,
  });
}
