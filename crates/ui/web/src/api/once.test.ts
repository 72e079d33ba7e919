import { expect, it } from 'vitest';
import { freshWord, Words } from './once';

it('the same thing has the same word until it was answered', () => {
  const words = new Words();
  const first = words.of({ id: 'a' });
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect(words.of({ id: 'a' })).toBe(first);
  expect(words.of({ id: 'b' })).not.toBe(first);
  const again = words.of({ id: 'a' });
  expect(again).not.toBe(first);
  words.answered();
  expect(words.of({ id: 'a' })).not.toBe(again);
  expect(freshWord()).not.toBe(freshWord());
});
