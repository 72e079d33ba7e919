import { useMutation, useQueryClient } from '@tanstack/react-query';
import { post } from '../api/call';
import { fetchSheet, recordsChanged } from '../api/records';
import type { Saved } from '../api/types';

export interface StepOf {
  id: string;
  event: string;
  entries?: [string, string][];
}

/** Takes one step of a record that was just saved, having seen it as it stands now. */
export function useStep() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, event, entries = [] }: StepOf) => {
      const { seen } = await fetchSheet(client, id);
      return post<Saved>('/api/save', { id, event, entries, files: [], seen, anyway: false });
    },
    onSettled: () => recordsChanged(client),
  });
}
