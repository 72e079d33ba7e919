import { describe, expect, it } from 'vitest';
import { madeBook, madeEvent, madeKind } from '../../test/made';
import { lookOf } from './looks';
import { isDone, waitsFor } from './waits';

const COUNTY = 'county_coord';
const STATES = ['draft', 'reported', 'returned', 'rejected', 'fixed', 'confirmed', 'referred', 'notified', 'rectifying', 'submitted', 'accepted', 'closed', 'void'];
const OPEN = STATES.filter((state) => !['rejected', 'void'].includes(state));

const hazard = madeKind('hazard', STATES, [
  madeEvent('report', ['draft', 'returned'], 'reported', ['officer']),
  madeEvent('return', ['reported'], 'returned', ['station_lead', COUNTY], { reason: true }),
  madeEvent('reject', ['reported'], 'rejected', [COUNTY], { reason: true }),
  madeEvent('fix_now', ['reported'], 'fixed', ['officer']),
  madeEvent('accept_quick', ['fixed'], 'closed', ['station_lead', COUNTY]),
  madeEvent('confirm', ['reported', 'fixed'], 'confirmed', [COUNTY]),
  madeEvent('refer', ['confirmed'], 'referred', [COUNTY]),
  madeEvent('handed_back', ['referred'], 'confirmed', [COUNTY]),
  madeEvent('notify', ['confirmed'], 'notified', [COUNTY]),
  madeEvent('notify', ['confirmed'], 'notified', ['station_lead']),
  madeEvent('start', ['notified'], 'rectifying', [COUNTY, 'officer']),
  madeEvent('extend_approve', ['rectifying'], null, [COUNTY, 'city_hq']),
  madeEvent('submit', ['rectifying', 'notified'], 'submitted', ['officer']),
  madeEvent('accept', ['submitted'], 'accepted', [COUNTY]),
  madeEvent('accept', ['submitted'], 'accepted', ['city_hq']),
  madeEvent('fail', ['submitted'], 'rectifying', [COUNTY], { reason: true }),
  madeEvent('close', ['accepted'], 'closed', [COUNTY, 'city_hq']),
  madeEvent('relapse', ['closed'], 'rectifying', [COUNTY, 'city_hq']),
  madeEvent('void', OPEN, 'void', [COUNTY], { reason: true }),
], { due_stopped: ['submitted', 'accepted', 'closed'] });

const letter = madeKind('letter', ['drafted', 'issued', 'served', 'replied', 'closed', 'void'], [
  madeEvent('issue', ['drafted'], 'issued', ['station_lead', COUNTY]),
  madeEvent('serve', ['issued'], 'served', ['officer', COUNTY]),
  madeEvent('reply', ['served'], 'replied', ['officer', COUNTY]),
  madeEvent('close', ['served', 'replied'], 'closed', ['station_lead', COUNTY]),
]);

const book = madeBook([hazard, letter]);

describe('what waits for a role', () => {
  it('is what only the county can carry on, not what it might void or what comes back', () => {
    expect(waitsFor(book, hazard, COUNTY)).toEqual(['reported', 'fixed', 'confirmed', 'submitted', 'accepted']);
  });

  it('is the reported and the quickly mended for a station leader, and the works for an officer', () => {
    expect(waitsFor(book, hazard, 'station_lead')).toEqual(['reported', 'fixed', 'confirmed']);
    expect(waitsFor(book, hazard, 'officer')).toEqual(['draft', 'reported', 'returned', 'notified', 'rectifying']);
  });

  it('is every step it may take where nobody leaves it steps of its own', () => {
    expect(waitsFor(book, letter, COUNTY)).toEqual(['drafted', 'issued', 'served', 'replied']);
  });

  it('is nothing for a role without steps', () => {
    expect(waitsFor(book, hazard, 'auditor')).toEqual([]);
  });
});

describe('how a record is drawn', () => {
  const codes = ['general', 'larger', 'major'].map((code) => ({ code, label: { zh: code, en: code }, group: null, until: null, figure: null }));
  const look = (status: string, mark: string | null, days_left: number | null) =>
    lookOf(hazard, codes, waitsFor(book, hazard, COUNTY), { status, mark, days_left });

  it('is settled once only a relapse could follow', () => {
    expect(isDone(hazard, 'closed')).toBe(true);
    expect(isDone(hazard, 'referred')).toBe(false);
    expect(look('closed', 'major', null)).toEqual({ tone: 'done', rank: 3 });
  });

  it('says overdue before it says whom it waits for', () => {
    expect(look('confirmed', 'general', 3).tone).toBe('waiting');
    expect(look('confirmed', 'general', -1).tone).toBe('orange');
    expect(look('notified', 'larger', -16).tone).toBe('red');
    expect(look('notified', null, 7)).toEqual({ tone: 'yellow', rank: 0 });
  });
});
