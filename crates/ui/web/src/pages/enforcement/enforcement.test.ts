import { describe, expect, it } from 'vitest';
import type { Code, CodeList, Complaint } from '../../api/types';
import type { FormState } from '../../components/form/types';
import { guarded } from './guards';
import { findViolations } from './violations';

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
  it('stand beside the field that settles them', () => {
    const said = (field: string | null, name: string): Complaint => ({ field, code: name, zh: name, en: name });
    const form = {
      others: [said(null, 'two_officers'), said(null, 'not_allowed'), said('x', 'simple_procedure')],
      complaints: () => [],
    } as unknown as FormState;
    const { form: shown, guards } = guarded(form);
    expect(guards).toEqual([said('officers', 'two_officers')]);
    expect(shown.complaints('officers')).toEqual([said('officers', 'two_officers')]);
    expect(shown.others.map((one) => one.code)).toEqual(['not_allowed', 'simple_procedure']);
  });
});
