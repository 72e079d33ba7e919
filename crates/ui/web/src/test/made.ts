/** Small things tests are made of, with everything that does not matter filled in. */
import { CatalogBook } from '../api/catalog';
import type { CodeList, Event, Field, Kind, Level, Role, RowShown, Sheet, Shown, Text } from '../api/types';

export function both(text: string): Text {
  return { zh: text, en: text };
}

export function madeEvent(name: string, from: string[], to: string | null, by: string[], more: Partial<Event> = {}): Event {
  return {
    name,
    label: both(name),
    from,
    to,
    by,
    requires: [],
    sets: [],
    reason: false,
    in_conflict: false,
    guard: [],
    no_open: null,
    law: null,
    ...more,
  };
}

/** What a field of a type has besides what all fields have. */
export type Extra<Type extends Field['type']> = Omit<Extract<Field, { type: Type }>, keyof Plain | 'type'>;
/** What fields of every type have. */
export type Plain = Pick<Field, Exclude<keyof Field, 'type'>>;

export const NO_MORE = {};

let ids = 10;

export function madeField<Type extends Field['type']>(name: string, type: Type, extra: Extra<Type>, plain: Partial<Plain> = {}): Field {
  ids += 1;
  const common: Plain = {
    id: ids,
    name,
    label: both(name),
    required: false,
    required_on: [],
    edit: [],
    default: null,
    derived: false,
    sensitivity: 'internal',
    law: null,
    late: false,
    seen: null,
    history_of: null,
    wanted: false,
    fixed_in: [],
    guard: [],
    meanwhile: 'latest',
    uncounted: false,
  };
  return { ...common, ...plain, type, ...extra } as Field;
}

export function madeKind(name: string, states: string[], events: Event[], more: Partial<Kind> = {}): Kind {
  const ends = ['rejected', 'merged', 'void'];
  return {
    id: 1,
    name,
    label: both(name),
    version: 1,
    create: [],
    title: [],
    mark: null,
    initial: states[0] ?? '',
    happened: null,
    due: null,
    due_stopped: [],
    serial: null,
    number_field: null,
    one_of: [],
    ordered: [],
    guard: [],
    twin: null,
    one_of_on: [],
    place: { road_class: null, road_code: null, road_name: null, stake_start: null, stake_end: null, point: null, kinds: null },
    settle: [],
    minor: null,
    photos_first: false,
    source: '',
    fields: [],
    states: states.map((state) => ({ name: state, label: both(state), final: ends.includes(state), outside: state === 'referred', withdrawn: false })),
    events,
    ...more,
  };
}

const ROLES: [string, Level][] = [
  ['officer', 'township'],
  ['station_lead', 'township'],
  ['county_coord', 'county'],
  ['city_hq', 'city'],
];

export function madeBook(kinds: Kind[], codes: CodeList[] = []): CatalogBook {
  const roles = ROLES.map(([name, level]): Role => ({ name, label: both(name), level, levels: [level] }));
  return new CatalogBook({ fingerprint: '1', roles, codes, kinds, violations: [], measures: [], ratios: [], reports: [] });
}

export function madeRow(id: string, more: Partial<RowShown> = {}): RowShown {
  return {
    id,
    kind: 'hazard',
    number: null,
    title: id,
    status: 'reported',
    division: '420625102000',
    place: '',
    due_on: null,
    days_left: null,
    created_ms: 0,
    updated_ms: 0,
    conflicts: 0,
    files: 0,
    road: null,
    stake: null,
    point: null,
    mark: null,
    disputed: null,
    unsent: false,
    ...more,
  };
}

export function madeSheet(fields: Shown[], more: Partial<Sheet> = {}): Sheet {
  return {
    row: madeRow('r'),
    fields,
    photos: [],
    seen: '',
    digest: '',
    may_edit: [],
    offers: [],
    conflicts: [],
    clocks: [],
    refers: [],
    referred: [],
    results: [],
    ...more,
  };
}

export function shown(field: string, value: unknown, text: Text): Shown {
  return { field, value, text, masked: false };
}
