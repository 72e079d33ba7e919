import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { address, get, post } from './call';
import { useWords } from './once';
import type { Ask, Bulk, BulkOutcome, Checked, Form, Page, Resolve, Saved, Sheet, Step } from './types';
import { forBrowser } from './window';

export function useRecords(ask: Ask, enabled = true) {
  return useQuery({
    queryKey: ['records', 'page', ask],
    queryFn: ({ signal }) => get<Page>(address('/api/records', ask), signal),
    placeholderData: (before) => before,
    enabled,
  });
}

/** The address of the same list as a workbook. */
export function workbookAddress(ask: Ask, lang: 'zh' | 'en'): string {
  return forBrowser(address('/api/records.xlsx', { ...ask, skip: undefined, limit: undefined, lang }));
}

export function useSheet(id: string, unmask?: string) {
  return useQuery({
    queryKey: ['records', 'sheet', id, unmask ?? ''],
    queryFn: ({ signal }) => get<Sheet>(address(`/api/records/${id}`, { unmask }), signal),
    placeholderData: (before) => before,
  });
}

export function fetchSheet(client: QueryClient, id: string): Promise<Sheet> {
  return client.fetchQuery({
    queryKey: ['records', 'sheet', id, ''],
    queryFn: ({ signal }) => get<Sheet>(`/api/records/${id}`, signal),
    staleTime: 0,
  });
}

export function useHistory(id: string, enabled = true) {
  return useQuery({
    queryKey: ['records', 'history', id],
    queryFn: ({ signal }) => get<Step[]>(`/api/records/${id}/history`, signal),
    enabled,
  });
}

/** Complaints while typing; writes nothing. */
export function check(form: Form, signal?: AbortSignal): Promise<Checked> {
  return post<Checked>('/api/check', form, signal);
}

export function useSave() {
  const client = useQueryClient();
  const words = useWords();
  return useMutation({
    mutationFn: (form: Form) => post<Saved>('/api/save', { once: words.of(form), ...form }),
    onSuccess: () => {
      words.answered();
      return recordsChanged(client);
    },
  });
}

export function useResolve(id: string) {
  const client = useQueryClient();
  const words = useWords();
  return useMutation({
    mutationFn: (resolve: Resolve) => post<Saved>(`/api/records/${id}/resolve`, { once: words.of(resolve), ...resolve }),
    onSuccess: () => {
      words.answered();
      return recordsChanged(client);
    },
  });
}

export function useBulk() {
  const client = useQueryClient();
  const words = useWords();
  return useMutation({
    mutationFn: (bulk: Bulk) => post<BulkOutcome[]>('/api/bulk', { once: words.of(bulk), ...bulk }),
    onSuccess: () => {
      words.answered();
      return recordsChanged(client);
    },
  });
}

/** What is answered from records; the session, the catalog and the divisions stay. */
const STAYING = ['session', 'catalog', 'divisions'];

export function recordsChanged(client: QueryClient): Promise<void> {
  return client.invalidateQueries({
    predicate: (query) => !STAYING.includes(String(query.queryKey[0])),
  });
}
