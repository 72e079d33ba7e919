/** The numbers of a log: plain counts, and counts by topic kept as the JSON list of the form. */
import { itemsOf, listOf } from '../../components/form/values';

/** The catalog's limit for every count of a log. */
export const MOST = 100_000;

/** What a count says; a text that is no number counts nothing yet. */
export function countOf(text: string): number {
  const value = Number(text.normalize('NFKC').trim());
  return Number.isInteger(value) && value > 0 ? value : 0;
}

/** A count after a press; never below nothing, never beyond the limit. */
export function pressed(text: string, by: number): string {
  return String(Math.min(MOST, Math.max(0, countOf(text) + by)));
}

/** How often a topic was spoken about. */
export function topicCount(list: string, topic: string): string {
  return entriesOf(list).find((entry) => entry.topic === topic)?.count ?? '0';
}

/** The list with a topic counted so often; nothing takes it out. */
export function withTopic(list: string, topic: string, count: string): string {
  const others = entriesOf(list).filter((entry) => entry.topic !== topic);
  const said = count === '' || count === '0' ? others : [...others, { topic, count }];
  return said.length > 0 ? JSON.stringify(said) : '';
}

function entriesOf(list: string): { topic: string; count: string }[] {
  return listOf(list)
    .map(itemsOf)
    .map((items) => ({ topic: items.topic ?? '', count: items.count ?? '0' }))
    .filter((entry) => entry.topic !== '');
}
