import { describe, expect, it } from 'vitest';
import type { DeviceShown } from '../../api/types';
import { fitting } from './fitting';
import { levelOf, reachable } from './places';

const device = (person: string, more: Partial<DeviceShown> = {}): DeviceShown => ({
  device: '0f3c2a00',
  fingerprint: '',
  suite: 'Ed25519',
  person,
  role: { zh: '派出所民警', en: 'police officer' },
  unit: '420625102000',
  place: '谷城县/盛康镇',
  stands: 'in_force',
  until_ms: null,
  heard_ms: null,
  operations: 0,
  reason: null,
  revoked_ms: null,
  ...more,
});

describe('the list of laptops', () => {
  it('is searched by name, unit and number, all words at once, and by state', () => {
    const all = [device('张伟'), device('王芳', { place: '南漳县/武安镇', unit: '420624101000' }), device('李强', { device: 'AB12', stands: 'revoked' })];
    const found = (words: string, stands: DeviceShown['stands'] | '' = '') => fitting(all, words, stands).map((one) => one.person);
    expect(found('')).toEqual(['张伟', '王芳', '李强']);
    expect(found('盛康  张')).toEqual(['张伟']);
    expect(found('420624')).toEqual(['王芳']);
    expect(found('ab1')).toEqual(['李强']);
    expect(found('', 'revoked')).toEqual(['李强']);
    expect(found('张', 'revoked')).toEqual([]);
  });
});

describe('an invitation', () => {
  it('is for a role of the level of its unit', () => {
    expect(['420600000000', '420625000000', '420625102000', '420625102200'].map(levelOf)).toEqual(['city', 'county', 'township', 'village']);
  });

  it('names the address of this page only where laptops may call', () => {
    expect(reachable({ protocol: 'https:', origin: 'https://10.0.0.8:8460' })).toBe('https://10.0.0.8:8460');
    expect(reachable({ protocol: 'http:', origin: 'http://127.0.0.1:8460' })).toBe('');
  });
});
