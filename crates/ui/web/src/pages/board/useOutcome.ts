import { useCallback } from 'react';
import { ApiError } from '../../api/call';
import { useAnswer } from '../../api/proposals';
import type { Proposed } from '../../api/types';
import type { Outcome } from './answering';

/** Answers a proposal and says what came of it, refused or not. */
export function useOutcome(): (proposed: Proposed) => Promise<Outcome> {
  const { mutateAsync } = useAnswer();
  return useCallback(
    async (proposed) => {
      try {
        return { proposed, saved: await mutateAsync({ id: proposed.row.id, cause: proposed.cause }) };
      } catch (error) {
        if (error instanceof ApiError) return { proposed, error };
        throw error;
      }
    },
    [mutateAsync],
  );
}
