import type { Level } from '../../api/types';

/** The level of a division, by where its code of twelve digits ends in zeros. */
export function levelOf(code: string): Level {
  if (code.endsWith('00000000')) return 'city';
  if (code.endsWith('000000')) return 'county';
  return code.endsWith('000') ? 'township' : 'village';
}

/** Where this page was opened, if laptops can call there as well: not on this machine alone, and never in the clear. */
export function reachable({ protocol, origin }: Pick<Location, 'protocol' | 'origin'>): string {
  return protocol === 'https:' ? origin : '';
}
