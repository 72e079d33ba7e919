import { expect, test } from 'vitest';
import { dueAddress, readBand } from './bands';

test('a part of the board is an address', () => {
  expect(dueAddress({ under: '420625000000', band: 'red' })).toBe('/due?under=420625000000&band=red');
  expect(readBand('red')).toBe('red');
  expect(readBand('pink')).toBeUndefined();
});
