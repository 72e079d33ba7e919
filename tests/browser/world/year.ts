/**
 * The made-up year, written once and copied by everybody: the demo plays its day on real divisions
 * and leaves its folder behind.
 *
 * A folder of today, made by these very programs, is used again; the dice of the year have a fixed
 * seed, so a new one would hold the same.
 */
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MADE, PROGRAMS, YEAR } from './places';
import { run } from './programs';

const STAMP = join(MADE, 'year.stamp');

export default async function makeYear(): Promise<void> {
  mkdirSync(MADE, { recursive: true });
  const stamp = described();
  if (noted() === stamp) return;
  rmSync(STAMP, { force: true });
  rmSync(YEAR, { recursive: true, force: true });
  await run('xunlu-server', ['demo', '--keep', YEAR, '--once']);
  writeFileSync(STAMP, stamp);
}

function described(): string {
  const programs = ['xunlu-server', 'xunlu-agent'].map((name) => statSync(join(PROGRAMS, name)));
  const today = new Intl.DateTimeFormat('sv', { timeZone: 'Asia/Shanghai' }).format();
  return [today, PROGRAMS, ...programs.map((program) => `${program.size} ${program.mtimeMs}`)].join('\n');
}

function noted(): string | undefined {
  try {
    return readFileSync(STAMP, 'utf8');
  } catch {
    return undefined;
  }
}
