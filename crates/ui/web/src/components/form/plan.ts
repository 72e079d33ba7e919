/** Which fields a form shows, which first, and which must be filled. The rules are the catalog's. */
import type { Event, Field, Kind, Session } from '../../api/types';
import type { Target } from './types';

/** A form this short folds nothing away. */
const SHORT = 12;

export interface Plan {
  first: Field[];
  more: Field[];
}

export function eventOf(target: Target): string | undefined {
  return 'sheet' in target ? target.offer?.event : undefined;
}

/** Whether a role may write a field, by itself or together with an event: the rule of `forms`. */
export function mayWrite(kind: Kind, field: Field, role: string, event?: string): boolean {
  if (field.derived) return false;
  const acts = (row: Event) => row.by.includes(role);
  const with_event = kind.events.some(
    (row) => row.name === event && acts(row) && row.sets.includes(field.name),
  );
  const takesPart = kind.create.includes(role) || kind.events.some(acts);
  return with_event || field.edit.includes(role) || (field.edit.length === 0 && takesPart);
}

/** Where a record lies never changes, so only a new one is asked. */
function asked(target: Target, field: Field): boolean {
  return 'kind' in target || field.name !== 'division';
}

export function plan(kind: Kind, target: Target, session: Session, wanted?: string[]): Plan {
  const event = eventOf(target);
  const open = kind.fields.filter(
    (field) => asked(target, field) && writable(kind, field, target, session.role, event),
  );
  const first = wanted
    ? wanted.flatMap((name) => open.filter((field) => field.name === name))
    : open.filter((field) => matters(kind, target).has(field.name));
  const more = open.filter((field) => !first.includes(field));
  const short = !wanted && !event && open.length <= SHORT;
  return short ? { first: open, more: [] } : { first, more };
}

function writable(kind: Kind, field: Field, target: Target, role: string, event?: string): boolean {
  if ('sheet' in target) {
    if (!event) return target.sheet.may_edit.includes(field.name);
    if (field.fixed_in.includes(target.sheet.row.status) && !isFilledBy(target, field)) return false;
  }
  return mayWrite(kind, field, role, event);
}

/** In some states only a step that fills a field may change it. */
function isFilledBy(target: Target, field: Field): boolean {
  const offer = 'sheet' in target ? target.offer : undefined;
  return Boolean(offer?.sets.includes(field.name) || offer?.requires.includes(field.name));
}

/** The names of the fields that stand unfolded. */
function matters(kind: Kind, target: Target): Set<string> {
  if ('kind' in target) return mattersAtFirst(kind);
  if (target.offer) return new Set([...target.offer.requires, ...target.offer.sets]);
  const filled = target.sheet.fields.map((shown) => shown.field);
  return new Set([...filled, ...target.sheet.photos.map((photo) => photo.field)]);
}

/** What a new record must hold, what its first step asks, what names it and says where it is. */
function mattersAtFirst(kind: Kind): Set<string> {
  const next = firstSteps(kind);
  const needed = kind.fields.filter(
    (field) => field.required || field.wanted || field.required_on.some((event) => next.includes(event)),
  );
  const oneOf = kind.one_of_on.length === 0 || kind.one_of_on.some((event) => next.includes(event));
  return new Set([
    ...needed.map((field) => field.name),
    ...kind.title,
    ...(oneOf ? kind.one_of.flat() : []),
    ...kind.events
      .filter((row) => row.from.includes(kind.initial) && next.includes(row.name))
      .flatMap((row) => row.requires),
  ]);
}

/** The steps that whoever creates the record usually takes next. */
function firstSteps(kind: Kind): string[] {
  const by = (row: Event) => row.by.some((role) => kind.create.includes(role));
  const rows = kind.events.filter((row) => row.from.includes(kind.initial) && row.to && by(row));
  return rows.filter((row) => row.name !== 'void').map((row) => row.name);
}

/** The next step that will ask for this field, where the form itself does not. */
export function neededFor(kind: Kind, target: Target, field: Field, role: string): Event | undefined {
  if (isRequired(target, field) || eventOf(target)) return undefined;
  const state = 'sheet' in target ? target.sheet.row.status : kind.initial;
  return kind.events.find(
    (row) =>
      row.from.includes(state) &&
      row.by.includes(role) &&
      (row.requires.includes(field.name) || field.required_on.includes(row.name)),
  );
}

/** Whether the program would refuse the form without this field. */
export function isRequired(target: Target, field: Field): boolean {
  if ('kind' in target) return field.required;
  const event = eventOf(target);
  if (target.sheet.photos.some((photo) => photo.field === field.name)) return false;
  if (!event) return field.required;
  return field.required_on.includes(event) || Boolean(target.offer?.requires.includes(field.name));
}
