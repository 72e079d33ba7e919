/** The filters of the queue as they stand in the address bar, and the question they ask. */
import type { Ask } from '../../api/types';
import { pageNumber } from '../../components/paging';

export interface Filters {
  kind: string;
  /** `mine`, `all`, or states separated by commas. */
  status: string;
  mark: string;
  under: string;
  words: string;
  due: string;
  order: string;
  page: number;
}

export const PAGE = 40;

export function readFilters(query: URLSearchParams, status: 'mine' | 'all'): Filters {
  const said = (name: string, otherwise = '') => query.get(name) ?? otherwise;
  return {
    kind: said('kind', 'hazard'),
    status: said('status', status),
    mark: said('mark'),
    under: said('under'),
    words: said('words'),
    due: said('due'),
    order: said('order'),
    page: pageNumber(query.get('page')),
  };
}

/** What is asked of the program; `waiting` are the states that wait for whoever asks. */
export function askOf(filters: Filters, waiting: string[]): Ask {
  const { kind, mark, under, words, due, order } = filters;
  const status = { mine: waiting.join(','), all: '' }[filters.status] ?? filters.status;
  const ask: Ask = { kind };
  if (status !== '') ask.status = status;
  if (mark !== '') ask.mark = mark;
  if (under !== '') ask.under = under;
  if (words !== '') ask.words = words;
  if (due !== '') ask.due = due;
  if (order !== '') ask.order = order;
  return ask;
}

/** The address with some filters changed; what is empty is left out, and a new question begins at its first page. */
export function changed(query: URLSearchParams, change: Partial<Record<string, string>>): URLSearchParams {
  const next = new URLSearchParams(query);
  if (!('id' in change) && !('page' in change)) {
    next.delete('page');
    next.delete('id');
  }
  for (const [name, value] of Object.entries(change)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  return next;
}
