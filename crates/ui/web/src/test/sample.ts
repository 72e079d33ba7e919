/** A small catalog with every type of field, a session and a sheet, in the shapes of the API. */
import type { Catalog, Checked, Event, Field, Kind, Offer, RowShown, Session, Sheet, Text } from '../api/types';
import { both, madeEvent, madeField, madeKind, madeRow, madeSheet, NO_MORE, shown, type Extra, type Plain } from './made';

export const text = (name: string): Text => ({ zh: `${name}名`, en: `${name} name` });

function field<Type extends Field['type']>(name: string, type: Type, extra: Extra<Type>, plain: Partial<Plain> = {}): Field {
  return madeField(name, type, extra, { label: text(name), ...plain });
}

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

const event = (name: string, what: Partial<Event>): Event => madeEvent(name, ['draft'], 'reported', ['officer'], { label: text(name), ...what });

const STATES: [string, Text][] = [
  ['draft', { zh: '草稿', en: 'draft' }],
  ['reported', { zh: '待审核', en: 'reported' }],
];

const EVENTS = [
  event('report', { requires: ['photos_before'] }),
  event('confirm', { from: ['reported'], by: ['county_coord'], requires: ['grade'], sets: ['grade', 'due_on'] }),
];

export const KIND: Kind = {
  ...madeKind('hazard', [], EVENTS),
  label: { zh: '隐患', en: 'hazard' },
  create: ['officer'],
  title: ['road_name'],
  mark: 'grade',
  initial: 'draft',
  happened: 'found_at',
  due: 'due_on',
  number_field: 'hazard_no',
  one_of: [['stake_start', 'geo']],
  one_of_on: ['report'],
  place: { road_class: null, road_code: 'road_code', road_name: 'road_name', stake_start: 'stake_start', stake_end: null, point: 'geo', kinds: 'kinds' },
  fields: FIELDS,
  states: STATES.map(([name, label]) => ({ name, label, final: false, outside: false, withdrawn: false })),
};

const codes = (name: string, group: string | null = null) => ({ code: name, label: text(name), group, until: null, figure: null });

export const CATALOG: Catalog = {
  fingerprint: 'f1',
  roles: [],
  codes: [
    { name: 'side', label: text('side'), source: null, groups: [], codes: [codes('left'), codes('right'), { ...codes('old'), until: '2020-01-01' }] },
    { name: 'long', label: text('long'), source: null, groups: [], codes: ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((one) => codes(one)) },
    { name: 'kinds', label: text('kinds'), source: null, groups: [{ code: 'shape', label: text('shape') }], codes: [codes('curve', 'shape'), codes('slope', 'shape'), codes('water')] },
  ],
  kinds: [KIND],
  violations: [],
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
  may: ['read', 'write', 'export', 'whole', 'review'],
  today: '2026-11-28',
  catalog: 'f1',
  version: '0.1.0',
};

export const ROW: RowShown = madeRow('0197aaaa', {
  number: 'XY-1',
  title: '盛马路急弯',
  status: 'draft',
  place: '谷城县盛康镇',
  road: 'Y014',
  stake: [12300, 12300],
  disputed: null,
  unsent: true,
});

const FIELDS_SHOWN = [
  shown('road_name', '盛马路', both('盛马路')),
  shown('kinds', ['curve'], { zh: '急弯', en: 'curve' }),
  { ...shown('id_no', null, both('4206**')), masked: true },
];

export const SHEET: Sheet = madeSheet(FIELDS_SHOWN, {
  row: ROW,
  seen: 'd1:4',
  digest: '00',
  may_edit: ['road_name', 'kinds', 'description', 'id_no'],
});

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

export const CHECKED: Checked = { complaints: [], ahead: [], warnings: [], near: [], suggests: [] };
