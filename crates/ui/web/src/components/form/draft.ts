/**
 * What is being typed is kept at every keystroke, so that a crash, a power cut or a closed window
 * loses nothing. It lies in this browser alone until it is saved or discarded.
 */
import type { Session } from '../../api/types';
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

const PREFIX = 'xunlu.draft';

/** One draft for each person, place of work, and thing that is being filled. */
export function draftKey(session: Session, target: Target): string {
  const about = 'kind' in target ? [target.kind, 'new'] : [target.sheet.row.id, eventOf(target) ?? 'edit'];
  return [PREFIX, session.person, session.unit.code, ...about].map(encodeURIComponent).join('/');
}

export function readDraft(key: string): Draft | null {
  const text = localStorage.getItem(key);
  if (!text) return null;
  try {
    const draft = JSON.parse(text) as Partial<Draft>;
    return { values: draft.values ?? {}, reason: draft.reason ?? '', uploads: draft.uploads ?? [], seen: draft.seen, once: draft.once };
  } catch {
    return null;
  }
}

/** A storage that refuses keeps nothing; the form said so when it was opened. */
export function keepDraft(key: string, draft: Draft): void {
  const said = Object.keys(draft.values).length + draft.uploads.length > 0 || draft.reason !== '';
  try {
    if (said) localStorage.setItem(key, JSON.stringify(draft));
    else localStorage.removeItem(key);
  } catch {
    return;
  }
}

/** Whether this browser keeps anything at all. */
export function canKeepDrafts(): boolean {
  try {
    localStorage.setItem(`${PREFIX}.try`, '1');
    localStorage.removeItem(`${PREFIX}.try`);
    return true;
  } catch {
    return false;
  }
}

export function dropDraft(key: string): void {
  localStorage.removeItem(key);
}
