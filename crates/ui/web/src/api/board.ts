import { queryOptions, useQuery } from '@tanstack/react-query';
import { address, get } from './call';
import type { Ahead, Board, DueAsk, DuePage, Figures, RowShown, Span } from './types';

export function boardQuery(span: Span) {
  return queryOptions({
    queryKey: ['board', span],
    queryFn: ({ signal }) => get<Board>(address('/api/board', span), signal),
  });
}

export function useBoard(span: Span) {
  return useQuery({ ...boardQuery(span), placeholderData: (before) => before });
}

/** A page of the deadlines that run, the earliest first. */
export function useDue(ask: DueAsk) {
  return useQuery({
    queryKey: ['due', ask],
    queryFn: ({ signal }) => get<DuePage>(address('/api/due', ask), signal),
    placeholderData: (before) => before,
  });
}

/** How many deadlines fall on each of the next days. */
export function useAhead(under: string | undefined, days: number) {
  return useQuery({
    queryKey: ['due', 'ahead', under ?? '', days],
    queryFn: ({ signal }) => get<Ahead>(address('/api/due/ahead', { under, days }), signal),
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
