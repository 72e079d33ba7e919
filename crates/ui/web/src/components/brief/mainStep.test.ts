import { expect, it } from 'vitest';
import type { Offer } from '../../api/types';
import { both, madeKind } from '../../test/made';
import { mainStep } from './mainStep';

const kind = madeKind('hazard', ['reported', 'merged', 'confirmed', 'referred', 'notified', 'rectifying', 'closed', 'void'], []);

function offer(event: string, to: string | null, more: Partial<Offer> = {}): Offer {
  return { event, label: both(event), to, requires: [], sets: [], reason: false, law: null, against: [], ...more };
}

it('is the one by which the work goes on', () => {
  const main = (status: string, ...offers: Offer[]) => mainStep(kind, status, offers)?.event;
  expect(main('reported', offer('reject', 'void', { reason: true }), offer('merge', 'merged'), offer('confirm', 'confirmed'))).toBe('confirm');
  expect(main('confirmed', offer('refer', 'referred'), offer('notify', 'notified'))).toBe('notify');
  expect(main('rectifying', offer('extend_approve', null))).toBeUndefined();
});

it('is none that leads back or cannot be taken', () => {
  expect(mainStep(kind, 'closed', [offer('relapse', 'rectifying'), offer('void', 'void', { reason: true })])).toBeUndefined();
  const barred = offer('confirm', 'confirmed', { against: [{ field: null, code: 'conflict', ...both('x') }] });
  expect(mainStep(kind, 'reported', [barred])).toBeUndefined();
});
