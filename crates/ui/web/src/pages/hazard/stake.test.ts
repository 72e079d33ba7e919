import { describe, expect, it } from 'vitest';
import { readStake } from './stake';

/** The same tables as those of `places::Stake`. */
const READ: [string, number][] = [
  ['K12+300', 12_300],
  ['k12+300', 12_300],
  ['12K+300m', 12_300],
  ['12k300', 12_300],
  ['12公里300米', 12_300],
  ['12 公里 300 米', 12_300],
  ['12千米300米', 12_300],
  ['12km300m', 12_300],
  ['12+300', 12_300],
  ['Ｋ１２＋３００', 12_300],
  ['　K12 + 300 米', 12_300],
  ['K12', 12_000],
  ['12公里', 12_000],
  ['K0+5', 5],
  ['K012+005', 12_005],
  ['K9999+999', 9_999_999],
];

const REFUSED = [
  '', 'K', '+300', '12', '12300', 'K12+', '12K+', 'K12-300', 'K-1+300', 'K1 300', 'AK12+300', 'K12+300左',
  'K12+300~K12+500', 'K12+3 00', '十二公里', 'K12+300+1', 'K12+300.5', '12.3公里', 'K12．3', 'K12+1000',
  '12公里1300米', 'K10000+000',
];

describe('readStake', () => {
  it.each(READ)('reads %s', (typed, metres) => {
    expect(readStake(typed)).toBe(metres);
  });

  it.each(REFUSED)('does not guess at %j', (typed) => {
    expect(readStake(typed)).toBeNull();
  });
});
