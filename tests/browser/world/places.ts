/** Where things lie. The gate says where the programs and the browser are; by hand the usual places are taken. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The top folder of the checkout. */
export const WORKSPACE = join(import.meta.dirname, '../../..');

/** Everything the tests make. */
export const MADE = join(WORKSPACE, 'target/browser');

/** What is kept of a test that failed. */
export const RESULTS = join(MADE, 'results');

/** The demo's folder after its day: everybody starts from a copy of it. */
export const YEAR = join(MADE, 'year');

/** Pictures of the pages, to be looked at. */
export const SCREENS = join(WORKSPACE, 'target/screens');

/** The folder of the two programs. */
export const PROGRAMS = process.env.XUNLU_BIN_DIR ?? join(WORKSPACE, 'target/debug');

export const CHROMIUM = process.env.XUNLU_CHROMIUM ?? onPath('chromium', 'chromium-browser', 'google-chrome');

function onPath(...names: string[]): string {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const files = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const found = files.find((file) => existsSync(file));
  if (!found) throw new Error('Chromium was not found: install the package chromium of the distribution');
  return found;
}
