import { useCallback, useRef, useState } from 'react';
import { ApiError } from '../../api/call';
import { sendFile } from '../../api/files';
import type { Upload } from './types';

export interface Uploads {
  uploads: Upload[];
  add: (field: string, files: File[]) => void;
  again: (key: string) => void;
  drop: (key: string) => void;
  clear: () => void;
}

/** Files are sent as soon as they are chosen; those that did not arrive can be sent again. */
export function useUploads(before: Upload[]): Uploads {
  const [uploads, setUploads] = useState(before);
  // The bytes are held until the form is closed, for sending again.
  const held = useRef(new Map<string, File>());

  const change = useCallback((key: string, what: Partial<Upload>) => {
    setUploads((all) => all.map((one) => (one.key === key ? { ...one, ...what } : one)));
  }, []);

  const send = useCallback(
    async (key: string, file: File) => {
      try {
        const kept = await sendFile(file, file.name, (done) => change(key, { done: Math.min(done, 0.99) }));
        change(key, {
          done: 1,
          sha256: kept.sha256,
          mime: kept.mime,
          takenAt: kept.taken_at ?? undefined,
          takenWhere: kept.taken_where ?? undefined,
        });
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        change(key, { done: 0, error });
      }
    },
    [change],
  );

  const add = useCallback(
    (field: string, files: File[]) => {
      const fresh = files.map((file) => ({ key: freshKey(), field, name: file.name, done: 0 }));
      setUploads((all) => [...all, ...fresh]);
      fresh.forEach((upload, at) => {
        const file = files[at];
        if (!file) return;
        held.current.set(upload.key, file);
        void send(upload.key, file);
      });
    },
    [send],
  );

  const again = useCallback(
    (key: string) => {
      const file = held.current.get(key);
      if (!file) return;
      change(key, { error: undefined, done: 0 });
      void send(key, file);
    },
    [change, send],
  );

  const drop = useCallback((key: string) => {
    held.current.delete(key);
    setUploads((all) => all.filter((one) => one.key !== key));
  }, []);

  const clear = useCallback(() => {
    held.current.clear();
    setUploads([]);
  }, []);

  return { uploads, add, again, drop, clear };
}

let counted = 0;

/** Unique in this browser; `crypto.randomUUID` is missing on an office's plain HTTP. */
function freshKey(): string {
  counted += 1;
  return `${Date.now()}-${counted}`;
}
