import { useEffect, useState } from 'react';
import { ApiError } from '../../api/call';
import { check } from '../../api/records';
import type { Checked, Form } from '../../api/types';

const PAUSE_MS = 400;

/**
 * What the program would say of the form, asked when typing pauses. It never holds up typing: a
 * program that does not answer leaves the last verdict standing.
 */
export function useCheck(form: Form, enabled: boolean): Checked | null {
  const [checked, setChecked] = useState<Checked | null>(null);
  const text = JSON.stringify(form);
  useEffect(() => {
    if (!enabled) return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      check(JSON.parse(text) as Form, stop.signal)
        .then(setChecked)
        .catch((error: unknown) => {
          const expected = error instanceof ApiError || stop.signal.aborted;
          if (!expected) throw error;
        });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text, enabled]);
  return checked;
}
