import type { UseMutationResult } from '@tanstack/react-query';

/**
 * Starts a change and goes on once it is answered.
 *
 * Callbacks given to `mutate` are dropped with the component that gave them, and a change often
 * takes its own button off the page: the records are read anew before the answer is told. What
 * follows an answer must follow it always, so every change with something after it is started here.
 */
export function run<Answer, Ask>(
  change: UseMutationResult<Answer, Error, Ask>,
  ask: Ask,
  then: (answer: Answer) => void,
  failed?: (error: Error) => void,
): void {
  // Without `failed`, whoever draws the page reads the failure from `change.error`.
  change.mutateAsync(ask).then(then, (error: Error) => failed?.(error));
}
