import { queryOptions, useQuery } from '@tanstack/react-query';
import { address, get } from './call';
import type { Board, Figures, RowShown, Span } from './types';

export function boardQuery(span: Span) {
  return queryOptions({
    queryKey: ['board', span],
    queryFn: ({ signal }) => get<Board>(address('/api/board', span), signal),
  });
}

export function useBoard(span: Span) {
  return useQuery({ ...boardQuery(span), placeholderData: (before) => before });
}

/** Deadlines of the next days. */
export function useDue(under: string | undefined, days: number) {
  return useQuery({
    queryKey: ['due', under ?? '', days],
    queryFn: ({ signal }) => get<RowShown[]>(address('/api/due', { under, days }), signal),
  });
}

export function figuresQuery(measure: string, span: Span) {
  return queryOptions({
    queryKey: ['figures', measure, span],
    queryFn: ({ signal }) => get<Figures>(address(`/api/figures/${measure}`, span), signal),
  });
}

/** A measure by month, up to the end of the span. */
export function useFigures(measure: string, span: Span) {
  return useQuery({ ...figuresQuery(measure, span), placeholderData: (before) => before });
}

/** The records behind a figure. */
export function useBehind(measure: string, span: Span, enabled = true) {
  return useQuery({
    queryKey: ['behind', measure, span],
    queryFn: ({ signal }) => get<RowShown[]>(address(`/api/behind/${measure}`, span), signal),
    enabled,
  });
}
