import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { address, get, post } from './call';
import { recordsChanged } from './records';
import type { Answering, Proposed, Saved } from './types';

export function useProposals(under?: string) {
  return useQuery({
    queryKey: ['proposals', under ?? ''],
    queryFn: ({ signal }) => get<Proposed[]>(address('/api/proposals', { under }), signal),
  });
}

/** Creates the record that answers a proposal, as proposed. */
export function useAnswer() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (answering: Answering) => post<Saved>('/api/proposals', answering),
    onSuccess: () => recordsChanged(client),
  });
}
