/** What is proposed, grouped by what would be sent. */
import type { ApiError } from '../../api/call';
import type { Proposed, Saved, Text } from '../../api/types';

export interface Group {
  key: string;
  label: Text;
  /** The kind of record that answers; nothing: the work itself does. */
  answeredBy: string | null;
  rows: Proposed[];
}

/** A proposal is one by its record and its cause. */
export function proposalKey(proposed: Pick<Proposed, 'row' | 'cause'>): string {
  return `${proposed.row.id} ${proposed.cause}`;
}

/** Groups in the order of what waits longest, and within each the same. */
export function groupsOf(proposed: Proposed[]): Group[] {
  const groups = new Map<string, Group>();
  for (const one of proposed) {
    const key = `${one.answered_by ?? ''} ${one.label.zh}`;
    const group = groups.get(key) ?? { key, label: one.label, answeredBy: one.answered_by, rows: [] };
    group.rows.push(one);
    groups.set(key, group);
  }
  return [...groups.values()];
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
