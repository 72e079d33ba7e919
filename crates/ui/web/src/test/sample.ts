/** A small catalog with every type of field, a session and a sheet, in the shapes of the API. */
import type { Catalog, Checked, Event, Field, Kind, Offer, RowShown, Session, Sheet, Text } from '../api/types';

export const text = (name: string): Text => ({ zh: `${name}名`, en: `${name} name` });

type Extra<Type extends Field['type']> = Omit<Extract<Field, { type: Type }>, keyof Plain | 'type'>;
type Plain = Pick<Field, 'id' | 'name' | 'label' | 'required' | 'required_on' | 'edit' | 'default' | 'derived' | 'sensitivity' | 'law' | 'late'>;

let ids = 10;

export function field<Type extends Field['type']>(name: string, type: Type, extra: Extra<Type>, plain: Partial<Plain> = {}): Field {
  ids += 1;
  const common: Plain = {
    id: ids,
    name,
    label: text(name),
    required: false,
    required_on: [],
    edit: [],
    default: null,
    derived: false,
    sensitivity: 'internal',
    law: null,
    late: false,
  };
  return { ...common, ...plain, type, ...extra } as Field;
}

export const NO_MORE = {};

const FIELDS: Field[] = [
  field('division', 'division', NO_MORE, { required: true, default: 'my_division' }),
  field('found_at', 'datetime', NO_MORE, { required: true, default: 'now' }),
  field('found_by', 'person', NO_MORE, { default: 'me' }),
  field('road_name', 'text', { max: 60 }, { required: true, law: '公路法§6' }),
  field('description', 'text', { max: 1000 }),
  field('deaths', 'int', { min: 0, max: null, unit: 'persons' }),
  field('budget', 'decimal', { decimals: 2, min: 0, max: null, unit: 'yuan' }),
  field('bus_route', 'bool', NO_MORE),
  field('side', 'code', { codes: 'side' }),
  field('measure', 'code', { codes: 'long' }),
  field('kinds', 'codes', { codes: 'kinds', min_items: 1 }),
  field('due_on', 'date', NO_MORE, { required_on: ['confirm'] }),
  field('starts', 'time', NO_MORE),
  field('geo', 'point', NO_MORE),
  field('stake_start', 'stake', NO_MORE),
  field('road_code', 'road_code', NO_MORE),
  field('resp_org', 'org', NO_MORE),
  field('id_no', 'id_no', NO_MORE, { sensitivity: 'sensitive' }),
  field('credit', 'credit_code', NO_MORE),
  field('phone', 'phone', NO_MORE),
  field('plate', 'plate', NO_MORE),
  field('repeat_of', 'ref', { to: 'hazard' }),
  field('notices', 'refs', { to: null }),
  field('works', 'struct', {
    item: [
      { name: 'signs', label: text('signs'), required: false, type: 'int', min: 0, max: null, unit: null },
      { name: 'other', label: text('other'), required: false, type: 'text', max: 200 },
    ],
  }),
  field('interim', 'list', {
    item: [
      { name: 'measure', label: text('interim'), required: true, type: 'text', max: 200 },
      { name: 'done', label: text('done'), required: false, type: 'bool' },
    ],
    min_items: 0,
    max_items: 3,
  }),
  field('photos_before', 'photos', { min_items: 1 }),
  field('grade', 'code', { codes: 'side' }, { edit: ['county_coord'] }),
  field('hazard_no', 'text', { max: 40 }, { derived: true }),
];

const event = (name: string, what: Partial<Event>): Event => ({
  name,
  label: text(name),
  from: ['draft'],
  to: 'reported',
  by: ['officer'],
  requires: [],
  sets: [],
  reason: false,
  in_conflict: false,
  guard: [],
  no_open: null,
  law: null,
  ...what,
});

export const KIND: Kind = {
  id: 1,
  name: 'hazard',
  label: { zh: '隐患', en: 'hazard' },
  version: 1,
  create: ['officer'],
  title: ['road_name'],
  mark: 'grade',
  initial: 'draft',
  happened: 'found_at',
  due: 'due_on',
  due_stopped: [],
  serial: null,
  number_field: 'hazard_no',
  one_of: [['stake_start', 'geo']],
  one_of_on: ['report'],
  place: { road_class: null, road_code: 'road_code', road_name: 'road_name', stake_start: 'stake_start', stake_end: null, point: 'geo', kinds: 'kinds' },
  settle: [],
  source: '',
  fields: FIELDS,
  states: [
    { name: 'draft', label: { zh: '草稿', en: 'draft' }, final: false, outside: false },
    { name: 'reported', label: { zh: '待审核', en: 'reported' }, final: false, outside: false },
  ],
  events: [
    event('report', { requires: ['photos_before'] }),
    event('confirm', { from: ['reported'], by: ['county_coord'], requires: ['grade'], sets: ['grade', 'due_on'] }),
  ],
};

const codes = (name: string, group: string | null = null) => ({ code: name, label: text(name), group, until: null });

export const CATALOG: Catalog = {
  fingerprint: 'f1',
  roles: [],
  codes: [
    { name: 'side', label: text('side'), source: null, groups: [], codes: [codes('left'), codes('right'), { ...codes('old'), until: '2020-01-01' }] },
    { name: 'long', label: text('long'), source: null, groups: [], codes: ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((one) => codes(one)) },
    { name: 'kinds', label: text('kinds'), source: null, groups: [{ code: 'shape', label: text('shape') }], codes: [codes('curve', 'shape'), codes('slope', 'shape'), codes('water')] },
  ],
  kinds: [KIND],
  measures: [],
  ratios: [],
  reports: [],
};

export const SESSION: Session = {
  program: 'laptop',
  person: '张三',
  role: 'officer',
  role_label: { zh: '派出所民警', en: 'police officer' },
  unit: { code: '420625102000', name: '盛康镇', level: 'township' },
  area: [{ code: '420625102000', name: '盛康镇', level: 'township' }],
  today: '2026-11-28',
  catalog: 'f1',
  version: '0.1.0',
};

export const ROW: RowShown = {
  id: '0197aaaa',
  kind: 'hazard',
  number: 'XY-1',
  title: '盛马路急弯',
  status: 'draft',
  division: '420625102000',
  place: '谷城县盛康镇',
  due_on: null,
  days_left: null,
  created_ms: 0,
  updated_ms: 0,
  conflicts: 0,
  files: 0,
  road: 'Y014',
  stake: [12300, 12300],
  point: null,
  mark: null,
  unsent: true,
};

export const SHEET: Sheet = {
  row: ROW,
  fields: [
    { field: 'road_name', value: '盛马路', text: { zh: '盛马路', en: '盛马路' }, masked: false },
    { field: 'kinds', value: ['curve'], text: { zh: '急弯', en: 'curve' }, masked: false },
    { field: 'id_no', value: null, text: { zh: '4206**', en: '4206**' }, masked: true },
  ],
  photos: [],
  seen: 'd1:4',
  digest: '00',
  may_edit: ['road_name', 'kinds', 'description', 'id_no'],
  offers: [],
  conflicts: [],
  clocks: [],
  refers: [],
  referred: [],
  results: [],
};

export const OFFER: Offer = {
  event: 'report',
  label: { zh: '上报', en: 'report' },
  to: 'reported',
  requires: ['photos_before'],
  sets: ['description'],
  reason: true,
  law: null,
  against: [],
};

export const CHECKED: Checked = { complaints: [], warnings: [], near: [], suggests: [] };
