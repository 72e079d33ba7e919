import { describe, expect, it } from 'vitest';
import { madeEvent, madeField, madeKind, madeRow, NO_MORE } from '../../test/made';
import { bulkFields, bulkSteps } from './bulk';
import { askOf, changed, readFilters } from './filters';
import { rowFor } from './useQueueKeys';

describe('filters in the address bar', () => {
  const ask = (query: string) => askOf(readFilters(new URLSearchParams(query), 'mine'), ['reported', 'fixed']);

  it('ask for what waits when nothing is said', () => {
    expect(ask('')).toEqual({ kind: 'hazard', status: 'reported,fixed' });
    expect(ask('status=all')).toEqual({ kind: 'hazard' });
    expect(ask('status=closed&mark=major&due=overdue&words=Y014')).toEqual({ kind: 'hazard', status: 'closed', mark: 'major', due: 'overdue', words: 'Y014' });
  });

  it('read odd pages as the first', () => {
    for (const page of ['', '0', '-3', 'x', '1e999']) {
      const read = readFilters(new URLSearchParams({ page }), 'all').page;
      expect(Number.isSafeInteger(read) && read >= 1).toBe(true);
    }
    expect(readFilters(new URLSearchParams('page=3'), 'all').page).toBe(3);
  });

  it('begin a new question at its first page with nothing chosen', () => {
    const now = new URLSearchParams('page=4&id=abc&mark=major');
    expect(changed(now, { mark: '' }).toString()).toBe('');
    expect(changed(now, { id: 'def' }).toString()).toBe('page=4&id=def&mark=major');
  });
});

describe('steps for several records', () => {
  const by = ['county_coord'];
  const kind = madeKind('hazard', ['reported', 'fixed', 'closed'], [
    madeEvent('return', ['reported'], 'returned', by, { reason: true }),
    madeEvent('confirm', ['reported', 'fixed'], 'confirmed', by, { requires: ['grade'], sets: ['grade', 'kinds', 'resp_org'] }),
    madeEvent('merge', ['reported'], 'merged', by, { requires: ['duplicate_of'] }),
    madeEvent('submit', ['reported'], 'submitted', ['officer']),
  ], {
    fields: [
      madeField('grade', 'code', { codes: 'grade' }),
      madeField('kinds', 'codes', { codes: 'kinds', min_items: 0 }),
      madeField('resp_org', 'org', NO_MORE),
      madeField('duplicate_of', 'ref', { to: null }),
    ],
  });
  const steps = (...states: string[]) => bulkSteps(kind, states.map((status, n) => madeRow(`${n}`, { status })), 'county_coord').map((event) => event.name);

  it('are those every record allows, without what is each one’s own', () => {
    expect(steps('reported', 'reported')).toEqual(['return', 'confirm']);
    expect(steps('reported', 'fixed')).toEqual(['confirm']);
    expect(steps('reported', 'closed')).toEqual([]);
    expect(steps()).toEqual([]);
  });

  it('ask first for what must be filled', () => {
    const confirm = kind.events.find((event) => event.name === 'confirm');
    expect(confirm && bulkFields(kind, confirm).map((field) => field.name)).toEqual(['grade', 'resp_org']);
  });
});

describe('the queue by keyboard', () => {
  const rows = ['a', 'b', 'c'].map((id) => madeRow(id));

  it('goes on and back and stops at the ends', () => {
    expect(rowFor('j', rows, undefined)?.id).toBe('a');
    expect(rowFor('j', rows, 'a')?.id).toBe('b');
    expect(rowFor('ArrowUp', rows, 'b')?.id).toBe('a');
    expect(rowFor('k', rows, 'a')).toBeUndefined();
    expect(rowFor('ArrowDown', rows, 'c')).toBeUndefined();
    expect(rowFor('q', rows, 'a')).toBeUndefined();
    expect(rowFor('j', [], undefined)).toBeUndefined();
  });
});
