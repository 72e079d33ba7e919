/** Reasons that are given most, by the step; whoever needs another one types it. */
import type { useStepWords } from './words';

type Word = Parameters<ReturnType<typeof useStepWords>>[0];

const REASONS: Record<string, Word[]> = {
  return: ['return_1', 'return_2', 'return_3', 'return_4'],
  reject: ['reject_1', 'reject_2', 'reject_3'],
  fail: ['fail_1', 'fail_2', 'fail_3'],
  extend_deny: ['extend_deny_1', 'extend_deny_2'],
  void: ['void_1', 'void_2'],
};

export function quickReasons(event: string): Word[] {
  return REASONS[event] ?? [];
}

/** A further reason stands behind what is already there. */
export function withReason(reason: string, more: string): string {
  if (reason.trim() === '') return more;
  return reason.includes(more) ? reason : `${reason.trim()}；${more}`;
}
