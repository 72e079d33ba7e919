/**
 * What is being typed is kept by the program, so that a crash, a power cut, a locked screen or a
 * closed window loses nothing. It is its writer's alone until it is saved or discarded.
 */
import { drafts } from '../../api/drafts';
import { eventOf } from './plan';
import type { Target, Upload, Values } from './types';

export interface Draft {
  /** Only what differs from what the form began with. */
  values: Values;
  reason: string;
  /** Files the program already has. */
  uploads: Upload[];
  /** What had been seen when the form was opened. */
  seen?: string;
  /** The word this is saved under, also when it is tried again after a crash. */
  once?: string;
}

/** One draft for each thing that is being filled. */
export function draftKey(target: Target): string {
  const about = 'kind' in target ? [target.kind, 'new'] : [target.sheet.row.id, eventOf(target) ?? 'edit'];
  return ['draft', ...about].map(encodeURIComponent).join('/');
}

export function readDraft(key: string): Draft | null {
  const text = drafts.read(key);
  if (!text) return null;
  try {
    const draft = JSON.parse(text) as Partial<Draft>;
    return { values: draft.values ?? {}, reason: draft.reason ?? '', uploads: draft.uploads ?? [], seen: draft.seen, once: draft.once };
  } catch {
    return null;
  }
}

export function keepDraft(key: string, draft: Draft): void {
  const said = Object.keys(draft.values).length + draft.uploads.length > 0 || draft.reason !== '';
  drafts.keep(key, said ? JSON.stringify(draft) : null);
}

export function dropDraft(key: string): void {
  drafts.keep(key, null);
}
