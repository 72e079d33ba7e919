import { useProposals } from '../../api/proposals';

/** Look-backs the rules ask for that nobody has arranged yet. */
export function useLookbacksDue() {
  const proposals = useProposals();
  return (proposals.data ?? []).filter((proposal) => proposal.answered_by === 'lookback');
}
