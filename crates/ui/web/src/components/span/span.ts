/**
 * The days that figures are about, as they stand in the address bar, and the spans they are
 * compared with. The rules are those of `forms::Period`: what is compared is equally long.
 */
import dayjs from 'dayjs';
import utc from 'dayjs/plugin/utc';
import type { Span } from '../../api/types';

dayjs.extend(utc);

const DAY_MS = 86_400_000;
const MONTHS_OF_YEAR = 12;

/** Days from the first to the last, both included, as days since 1970-01-01. */
export interface Days {
  from: number;
  to: number;
  /** How many whole months it was asked for; nothing for a free span of days. */
  months: number | null;
}

/** A day as it is written; nothing if there is no such day. */
export function dayNumber(text: string): number | null {
  const date = dayjs.utc(text);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || !date.isValid() || date.format('YYYY-MM-DD') !== text) return null;
  return date.valueOf() / DAY_MS;
}

export function dayText(day: number): string {
  return dayjs.utc(day * DAY_MS).format('YYYY-MM-DD');
}

function moved(day: number, months: number): number {
  return dayjs.utc(day * DAY_MS).add(months, 'month').valueOf() / DAY_MS;
}

function wholeMonths(first: string, months: number): Days | null {
  const from = dayNumber(first);
  return from === null ? null : { from, to: moved(from, months) - 1, months };
}

/** The days of a span, cut at today; nothing if it does not read. */
export function daysOf(span: Span, today: string): Days | null {
  const days = asked(span, today);
  const now = dayNumber(today);
  if (!days || now === null) return days;
  return days.from <= now && now < days.to ? { ...days, to: now } : days;
}

function asked(span: Span, today: string): Days | null {
  if (span.month) return wholeMonths(`${span.month}-01`, 1);
  if (span.from) {
    const [from, to] = [dayNumber(span.from), dayNumber(span.to ?? today)];
    return from === null || to === null || from > to ? null : { from, to, months: null };
  }
  if (span.to) return null;
  return wholeMonths(`${String(span.year ?? today.slice(0, 4)).padStart(4, '0')}-01-01`, MONTHS_OF_YEAR);
}

/** The same days of the year before (同比). */
export function lastYear(days: Days): Days {
  const from = moved(days.from, -MONTHS_OF_YEAR);
  return { ...days, from, to: endOf(days, from, -MONTHS_OF_YEAR) };
}

/** The span before (环比): as many whole months, or as many days. */
export function previous(days: Days): Days {
  if (days.months === null) {
    const length = days.to - days.from + 1;
    return { from: days.from - length, to: days.from - 1, months: null };
  }
  const from = moved(days.from, -days.months);
  return { ...days, from, to: endOf(days, from, -days.months) };
}

/** The last day of a moved span: a whole one stays whole, a cut one keeps its number of days. */
function endOf(days: Days, from: number, by: number): number {
  if (days.months === null) return moved(days.to, by);
  const whole = moved(days.from, days.months) - 1;
  const last = moved(from, days.months) - 1;
  return days.to === whole ? last : Math.min(from + (days.to - days.from), last);
}

/** A span of exactly these days. */
export function spanOf(days: Days, under: string | undefined): Span {
  return { under, from: dayText(days.from), to: dayText(days.to) };
}

export function daysText(days: Pick<Days, 'from' | 'to'>): string {
  return `${dayText(days.from)} … ${dayText(days.to)}`;
}

/** The change from one figure to another in percent with two decimals; nothing where the base is 0. */
export function change(now: number, before: number): number | null {
  return before === 0 ? null : Math.round(((now - before) / before) * 10_000) / 100;
}

const PARTS = ['under', 'year', 'month', 'from', 'to'] as const;

export function readSpan(query: URLSearchParams): Span {
  const span: Record<string, string> = {};
  for (const part of PARTS) {
    const value = query.get(part);
    if (value) span[part] = value;
  }
  return span;
}

/** The parts of an address that say a span, for links and for the address bar. */
export function spanQuery(span: Span, more: Record<string, string> = {}): string {
  const query = new URLSearchParams(more);
  for (const part of PARTS) {
    const value = span[part];
    if (value !== undefined && value !== '') query.set(part, String(value));
  }
  return query.toString();
}

/** The records behind a figure in a division. */
export function behindAddress(measure: string, span: Span, under: string | undefined = span.under): string {
  return `/behind/${measure}?${spanQuery({ ...span, under })}`;
}
