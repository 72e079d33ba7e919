import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { address, get, post } from './call';
import { useWords } from './once';
import { recordsChanged } from './records';
import type { Answering, ProposalAsk, ProposalPage, Saved } from './types';

/** What is proposed, the longest waiting first: counted by what would be sent, and a first page of it. */
export function useProposals(ask: ProposalAsk) {
  return useQuery({
    queryKey: ['proposals', ask],
    queryFn: ({ signal }) => get<ProposalPage>(address('/api/proposals', ask), signal),
    refetchInterval: 60_000,
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
