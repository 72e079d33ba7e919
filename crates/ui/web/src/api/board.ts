import { useQuery } from '@tanstack/react-query';
import { address, get } from './call';
import type { Board, Figures, RowShown, Span } from './types';

export function useBoard(span: Span) {
  return useQuery({
    queryKey: ['board', span],
    queryFn: ({ signal }) => get<Board>(address('/api/board', span), signal),
    placeholderData: (before) => before,
  });
}

/** Deadlines of the next days. */
export function useDue(under: string | undefined, days: number) {
  return useQuery({
    queryKey: ['due', under ?? '', days],
    queryFn: ({ signal }) => get<RowShown[]>(address('/api/due', { under, days }), signal),
  });
}

/** A measure by month, up to the end of the span. */
export function useFigures(measure: string, span: Span) {
  return useQuery({
    queryKey: ['figures', measure, span],
    queryFn: ({ signal }) => get<Figures>(address(`/api/figures/${measure}`, span), signal),
    placeholderData: (before) => before,
  });
}

/** The records behind a figure. */
export function useBehind(measure: string, span: Span, enabled = true) {
  return useQuery({
    queryKey: ['behind', measure, span],
    queryFn: ({ signal }) => get<RowShown[]>(address(`/api/behind/${measure}`, span), signal),
    enabled,
  });
}
