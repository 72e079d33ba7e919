import { describe, expect, it } from 'vitest';
import { KIND, SESSION, SHEET } from '../../test/sample';
import { isAbout } from './complaints';
import { readPoint, pointText } from './inputs/PointInput';
import { momentText, readMoment } from './inputs/TimeInput';
import { mayWrite, plan } from './plan';
import { entries, entryText, itemsText, startingValues } from './values';

describe('values', () => {
  it('of the program become the text of an entry', () => {
    expect([null, 'a', 3, true, ['x'], { lat: 1 }].map(entryText)).toEqual(['', 'a', '3', 'true', '["x"]', '{"lat":1}']);
  });

  it('of something new are what the catalog says', () => {
    const start = startingValues(KIND, { kind: 'hazard' }, SESSION, '2026-11-28T08:00:00+08:00');
    expect(start).toEqual({ division: '420625102000', found_at: '2026-11-28T08:00:00+08:00', found_by: '张三' });
  });

  it('are sent whole when new, and only what changed afterwards', () => {
    expect(entries({ kind: 'hazard' }, { a: '1' }, { a: '1', b: '', c: '2' })).toEqual([['a', '1'], ['c', '2']]);
    expect(entries({ sheet: SHEET }, { a: '1', b: '2' }, { a: '1', b: '', c: '3' })).toEqual([['b', ''], ['c', '3']]);
  });

  it('leave out entries that say nothing yet', () => {
    const sent = (text: string) => entries({ kind: 'hazard' }, {}, { a: text });
    expect(sent('[{"m":"1"},{}]')).toEqual([['a', '[{"m":"1"}]']]);
    expect(sent('[{}]')).toEqual([]);
    expect(sent('[{},{"m":"1"}]')).toEqual([['a', '[{},{"m":"1"}]']]);
    expect(itemsText({ a: '', b: '' })).toBe('');
    expect(itemsText({ a: '1', b: '' })).toBe('{"a":"1"}');
  });
});

describe('points and moments', () => {
  it('keep the figures and the system they were read in', () => {
    const kept = '{"lat":32.1,"lon":111.6,"crs":"GCJ-02","original":{"lat":32.2,"lon":111.7}}';
    expect(readPoint(kept)).toEqual({ lat: '32.2', lon: '111.7', crs: 'GCJ-02' });
    expect(pointText(readPoint('32.1, 111.6, BD-09'))).toBe('32.1,111.6,BD-09');
    expect(pointText(readPoint(''))).toBe('');
  });

  it('are shown on the clock of China whatever the browser believes', () => {
    const shown = readMoment('2026-11-28T00:30:00Z');
    expect(shown?.format('YYYY-MM-DD HH:mm')).toBe('2026-11-28 08:30');
    expect(shown && momentText(shown)).toBe('2026-11-28T08:30:00+08:00');
    expect(readMoment('2026-11-28 08:30')?.format('HH:mm')).toBe('08:30');
    expect(readMoment('soon')).toBeNull();
  });
});

describe('the plan of a form', () => {
  const may = (role: string, name: string, event?: string) => {
    const field = KIND.fields.find((one) => one.name === name);
    return field ? mayWrite(KIND, field, role, event) : undefined;
  };

  it('offers what a role may write, as forms does', () => {
    expect(may('officer', 'road_name')).toBe(true);
    expect(may('officer', 'grade')).toBe(false);
    expect(may('officer', 'hazard_no')).toBe(false);
    expect(may('county_coord', 'grade')).toBe(true);
    expect(may('auditor', 'road_name')).toBe(false);
    expect(may('county_coord', 'due_on', 'confirm')).toBe(true);
  });

  it('puts first what a new record needs, and the rest behind', () => {
    const { first, more } = plan(KIND, { kind: 'hazard' }, SESSION);
    const names = first.map((field) => field.name);
    expect(names).toEqual(['division', 'found_at', 'road_name', 'geo', 'stake_start', 'photos_before']);
    expect(more.map((field) => field.name)).not.toContain('hazard_no');
  });

  it('never asks again where a record lies', () => {
    const sheet = { ...SHEET, may_edit: [...SHEET.may_edit, 'division'] };
    const { first, more } = plan(KIND, { sheet }, SESSION);
    expect([...first, ...more].map((field) => field.name)).not.toContain('division');
  });
});

describe('complaints', () => {
  it('are about a field and its parts and no other field', () => {
    const about = (path: string | null) => isAbout({ field: path, code: 'x', zh: '', en: '' }, 'works');
    expect(['works', 'works.signs', 'works[0].a'].every(about)).toBe(true);
    expect([null, 'works_done', 'work'].some(about)).toBe(false);
  });
});
