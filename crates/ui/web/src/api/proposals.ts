import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { address, get, post } from './call';
import { useWords } from './once';
import { recordsChanged } from './records';
import type { Answering, Proposed, Saved } from './types';

export function useProposals(under?: string) {
  return useQuery({
    queryKey: ['proposals', under ?? ''],
    queryFn: ({ signal }) => get<Proposed[]>(address('/api/proposals', { under }), signal),
  });
}

/** An answer; what a person typed over what the rule fills may be left out. */
type Answer = Omit<Answering, 'entries'> & Partial<Answering>;

/** Creates the record that answers a proposal, as proposed. */
export function useAnswer() {
  const client = useQueryClient();
  const words = useWords();
  return useMutation({
    mutationFn: ({ id, cause, entries = [] }: Answer) => {
      const answer = { id, cause, entries };
      return post<Saved>('/api/proposals', { once: words.of(answer), ...answer });
    },
    onSuccess: () => {
      words.answered();
      return recordsChanged(client);
    },
  });
}
