import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { address, blob, get, post } from './call';
import { recordsChanged } from './records';
import type { PaperName, Saved } from './types';

export type { PaperName };

export function usePapers(id: string) {
  return useQuery({
    queryKey: ['papers', id],
    queryFn: ({ signal }) => get<PaperName[]>(`/api/records/${id}/papers`, signal),
  });
}

/** The paper as it would be printed; nothing is kept. */
export function paperPreview(id: string, name: string, lang: 'zh' | 'en'): Promise<Blob> {
  return blob(address(`/api/records/${id}/papers/${name}.pdf`, { lang }));
}

/** Prints for keeps: the paper is stored by its hash and attached to the record. */
export function useKeepPaper(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => post<Saved>(`/api/records/${id}/papers/${name}`),
    onSuccess: () => recordsChanged(client),
  });
}
