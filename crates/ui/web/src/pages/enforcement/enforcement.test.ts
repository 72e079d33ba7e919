import { describe, expect, it } from 'vitest';
import type { Code, CodeList, Complaint, Violation } from '../../api/types';
import type { FormState } from '../../components/form/types';
import { guardsOf } from './guards';
import { findViolations, lawOn } from './violations';

const code = (name: string, zh: string, group: string, until: string | null = null): Code => ({
  code: name,
  label: { zh, en: name },
  group,
  until,
  figure: null,
});

const LIST: CodeList = {
  name: 'violation',
  label: { zh: '违法行为', en: 'violation' },
  source: null,
  groups: [
    { code: 'drink_drug', label: { zh: '酒驾毒驾', en: 'drink and drugs' } },
    { code: 'other', label: { zh: '其他', en: 'other' } },
  ],
  codes: [
    code('drink_driving', '饮酒后驾驶机动车', 'drink_drug'),
    code('no_licence', '未取得驾驶证驾驶机动车', 'other'),
    code('old', '旧的违法行为', 'other', '2020-01-01'),
  ],
};

const found = (typed: string) => findViolations(LIST, typed, '2026-11-28').flatMap((one) => one.codes.map((each) => each.code));

describe('violations', () => {
  it('are found by their words, their heading and what officers call them', () => {
    expect(found('饮酒')).toEqual(['drink_driving']);
    expect(found('酒驾')).toEqual(['drink_driving']);
    expect(found('无证')).toEqual(['no_licence']);
    expect(found('驾驶 机动车')).toEqual(['drink_driving', 'no_licence']);
    expect(found('ＤＲＩＮＫ')).toEqual(['drink_driving']);
  });

  it('are all offered before anything is typed, but none that has ended', () => {
    expect(found('  ')).toEqual(['drink_driving', 'no_licence']);
    expect(found('没有这种')).toEqual([]);
  });
});

describe('guards', () => {
  it('of the step are told apart from what is typed wrong', () => {
    const said = (field: string, name: string): Complaint => ({ field, code: name, zh: name, en: name });
    const form = {
      kind: { events: [{ name: 'record', guard: ['two_officers'] }, { name: 'submit', guard: ['other'] }] },
      checked: { complaints: [said('officers', 'two_officers'), said('plate', 'value'), said('x', 'other')] },
    } as unknown as FormState;
    expect(guardsOf(form, 'record')).toEqual([said('officers', 'two_officers')]);
  });
});

describe('the law', () => {
  const row = (from: string | null, until: string | null, points: number): Violation => ({
    key: 'helmet', basis: '道交法§51', fine_min: 20, fine_max: 200, points, note: null, from, until,
  });
  const rows = [row(null, '2022-03-31', 2), row('2022-04-01', null, 1)];

  it('is what held on the day of the deed', () => {
    expect(lawOn(rows, 'helmet', '2022-03-31')?.points).toBe(2);
    expect(lawOn(rows, 'helmet', '2026-11-28T08:00:00+08:00')?.points).toBe(1);
    expect(lawOn(rows, 'none', '2026-11-28')).toBeUndefined();
  });
});
