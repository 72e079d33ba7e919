import { useMutation, useQueryClient } from '@tanstack/react-query';
import { counted } from './call';
import { send } from './files';
import { save } from './save';
import type { StickTaken } from './types';

/** Where an exported bundle says which photos are in it. */
const PHOTOS = { sent: 'xunlu-photos', left: 'xunlu-photos-left', lost: 'xunlu-photos-lost', wanted: 'xunlu-photos-wanted' };

/** The bundle for the office, asking for others' originals if they are wanted, and the answer to one that was carried here, saved as a file. */
export function useSaveBundle() {
  return useMutation({
    mutationFn: async ({ answer, originals }: { answer?: string; originals?: boolean }) => {
      const up = originals ? '/api/stick/export?originals=true' : '/api/stick/export';
      const path = answer === undefined ? up : `/api/stick/answer/${answer}`;
      const name = `xunlu-${answer === undefined ? 'up' : 'answer'}-${stamp()}.xlb`;
      const { file, counts } = await counted(path, PHOTOS);
      save(file, name);
      return { name, photos: counts };
    },
  });
}

/** Takes a bundle in; whatever is shown may be another afterwards. */
export function useTakeBundle(progress: (done: number) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (file: File) => send<StickTaken>('/api/stick/import', file, progress),
    // What came before a fault is kept, so the views are asked again either way.
    onSettled: () => client.invalidateQueries(),
  });
}

/** Names sort by when they were made. */
function stamp(): string {
  const now = new Date();
  const two = (part: number) => String(part).padStart(2, '0');
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('');
  return `${day}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
}
