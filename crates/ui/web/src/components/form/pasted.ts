import type { ClipboardEvent } from 'react';

/** The files of what was pasted; text has none. */
export function filesOf(event: ClipboardEvent): File[] {
  return [...event.clipboardData.files];
}
