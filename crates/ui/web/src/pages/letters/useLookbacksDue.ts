import { useProposals } from '../../api/proposals';

/** Look-backs the rules ask for that nobody has arranged yet. */
export function useLookbacksDue() {
  const { data } = useProposals({ answered_by: 'lookback' });
  return { rows: data?.rows ?? [], all: data?.all ?? 0 };
}
