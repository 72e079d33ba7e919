import { useQuery } from '@tanstack/react-query';
import { get } from './call';
import type { Today } from './types';

export function useToday() {
  return useQuery({
    queryKey: ['today'],
    queryFn: ({ signal }) => get<Today>('/api/today', signal),
    refetchInterval: 60_000,
  });
}
