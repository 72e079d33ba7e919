import { describe, expect, it } from 'vitest';
import { countOf, MOST, pressed, topicCount, withTopic } from './counts';
import { lastShift } from './shift';

describe('counters', () => {
  it('go up and down but never below nothing or beyond the limit', () => {
    expect(pressed('', 1)).toBe('1');
    expect(pressed('7', 10)).toBe('17');
    expect(pressed('0', -1)).toBe('0');
    expect(pressed(String(MOST), 10)).toBe(String(MOST));
  });

  it('start from nothing where no number stands', () => {
    expect(countOf('abc')).toBe(0);
    expect(countOf('-3')).toBe(0);
    expect(countOf('１２')).toBe(12);
    expect(pressed('很多', 1)).toBe('1');
  });

  it('keep one entry for each topic and none for nothing', () => {
    const one = withTopic('', 'helmet', '3');
    const two = withTopic(one, 'belt', '1');
    expect(topicCount(two, 'helmet')).toBe('3');
    expect(topicCount(two, 'drink')).toBe('0');
    expect(JSON.parse(withTopic(two, 'helmet', '4'))).toEqual([
      { topic: 'belt', count: '1' },
      { topic: 'helmet', count: '4' },
    ]);
    expect(withTopic(one, 'helmet', '0')).toBe('');
  });
});

describe('the spell of duty', () => {
  it('is the last two hours on the clock of China', () => {
    const now = Date.parse('2026-11-28T10:30:00+08:00');
    expect(lastShift(now)).toEqual({ date: '2026-11-28', from: '08:30', to: '10:30' });
  });

  it('does not reach back into yesterday', () => {
    const now = Date.parse('2026-11-28T01:10:00+08:00');
    expect(lastShift(now)).toEqual({ date: '2026-11-28', from: '00:00', to: '01:10' });
  });
});
