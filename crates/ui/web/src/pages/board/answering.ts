/** Proposals that are answered several at once. */
import type { ApiError } from '../../api/call';
import type { Proposed, Saved } from '../../api/types';

/** A proposal is one by its record and its cause. */
export function proposalKey(proposed: Pick<Proposed, 'row' | 'cause'>): string {
  return `${proposed.row.id} ${proposed.cause}`;
}

/** What came of one confirmed proposal. */
export interface Outcome {
  proposed: Proposed;
  saved?: Saved;
  error?: ApiError;
}

/** One after the other: a refusal of one holds up none of the others; a lost program ends it. */
export async function answerAll(
  chosen: Proposed[],
  answer: (proposed: Proposed) => Promise<Outcome>,
  onDone: (outcomes: Outcome[]) => void,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const proposed of chosen) {
    const outcome = await answer(proposed);
    outcomes.push(outcome);
    onDone([...outcomes]);
    if (outcome.error?.unreachable) break;
  }
  return outcomes;
}
