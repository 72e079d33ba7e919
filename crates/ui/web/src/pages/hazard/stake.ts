/**
 * Reads a stake as the program does, so that the officer sees at once what was understood. The
 * program stays the judge: this only shows.
 */
const K_FIRST = /^K\s*(\d+)\s*(?:\+\s*(\d+)\s*(?:M|米)?)?$/;
const SIGN_BETWEEN = /^(\d+)\s*(?:KM\+|KM|K\+|K|公里\+|公里|千米|\+)\s*(?:(\d+)\s*(?:M|米)?)?$/;
const ENDS_IN_PLUS = /\+$/;

/** Kilometres a stake stays below. */
const KILOMETRES_END = 10_000;

/** Metres along the road; nothing if it is no stake. */
export function readStake(typed: string): number | null {
  const text = typed.normalize('NFKC').trim().toUpperCase();
  if (ENDS_IN_PLUS.test(text)) return null;
  const parts = K_FIRST.exec(text) ?? SIGN_BETWEEN.exec(text);
  if (!parts) return null;
  const kilometres = Number(parts[1]);
  const metres = Number(parts[2] ?? '0');
  if (metres >= 1000 || kilometres >= KILOMETRES_END) return null;
  return kilometres * 1000 + metres;
}
