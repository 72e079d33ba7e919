/** Between what the program shows and what a form types. */
import type { Field, Kind, Session, Sheet } from '../../api/types';
import type { Target, Values } from './types';

/** A value as a form takes it, as the text of one entry. */
export function entryText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return JSON.stringify(value);
}

/** What a form holds before anybody types. */
export function startingValues(kind: Kind, target: Target, session: Session, now: string): Values {
  if ('sheet' in target) return sheetValues(target.sheet);
  const said = kind.fields.flatMap((field) => {
    const text = defaultText(field, session, now);
    return text === undefined ? [] : [[field.name, text] as const];
  });
  return Object.fromEntries(said);
}

export function sheetValues(sheet: Sheet): Values {
  return Object.fromEntries(sheet.fields.map((shown) => [shown.field, entryText(shown.value)]));
}

/** What the catalog says a field holds when nothing is said. */
function defaultText(field: Field, session: Session, now: string): string | undefined {
  switch (field.default) {
    case null:
      return undefined;
    case 'now':
      return now;
    case 'today':
      return session.today;
    case 'me':
      return session.person;
    case 'my_division':
      return session.unit.code;
    default:
      return field.default;
  }
}

/** What was typed: the entries that differ from what the form began with, and all of a new record. */
export function entries(target: Target, base: Values, values: Values): [string, string][] {
  const isNew = 'kind' in target;
  return Object.entries(values)
    .map(([name, text]): [string, string] => [name, withoutEmptyEnd(text)])
    .filter(([name, text]) => (isNew ? text !== '' : text !== (base[name] ?? '')));
}

/** A list without the entries at its end that say nothing yet: they are on the page only. */
function withoutEmptyEnd(text: string): string {
  if (!text.startsWith('[') || !text.endsWith('{}]')) return text;
  const parts = listOf(text);
  const last = parts.findLastIndex((part) => Object.keys(itemsOf(part)).length > 0);
  return last < 0 ? '' : JSON.stringify(parts.slice(0, last + 1));
}

/** The parts of a JSON list; a text that is none has no parts. */
export function listOf(text: string): unknown[] {
  const value = parsed(text);
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** The names in a set: a JSON list of texts. */
export function namesOf(text: string): string[] {
  return listOf(text).filter((name): name is string => typeof name === 'string');
}

/** The items of a struct, or of one entry of a list, as texts. */
export function itemsOf(value: unknown): Values {
  const object = typeof value === 'string' ? parsed(value) : value;
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return {};
  return Object.fromEntries(Object.entries(object).map(([name, item]) => [name, entryText(item)]));
}

/** Items as the JSON of an entry; empty ones are left out, and nothing at all is an empty text. */
export function itemsText(items: Values): string {
  const filled = filledItems(items);
  return Object.keys(filled).length > 0 ? JSON.stringify(filled) : '';
}

export function filledItems(items: Values): Values {
  return Object.fromEntries(Object.entries(items).filter(([, text]) => text !== ''));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
