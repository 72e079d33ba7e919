import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post } from './call';
import type { Decision, Enrolment } from './types';

const ENROLMENTS = ['enrolments'] as const;

/** The laptops that asked to come in; asked now and then, because somebody waits. */
export function useEnrolments() {
  return useQuery({
    queryKey: ENROLMENTS,
    queryFn: ({ signal }) => get<Enrolment[]>('/api/enrolments', signal),
    refetchInterval: 30_000,
  });
}

/** Says yes or no to one of them. */
export function useDecide() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (decision: Decision) => post<Enrolment>('/api/enrolments', decision),
    onSuccess: () => client.invalidateQueries({ queryKey: ENROLMENTS }),
  });
}
