/** Every page of the app, for each of the three users, in both languages. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { barriers, misfits, nameless, untranslated } from './world/looks';
import { drawn, expect, picture, settled, test, type Person } from './world/people';
import { WORKSPACE } from './world/places';

type Face = 'officer' | 'county' | 'city';

/** Records that pages with a place for one are shown with. */
interface Known {
  hazard: string;
  enforcement: string;
}

/** An address for every page; a new page without one fails here. */
const SAMPLES: Record<string, (known: Known) => string> = {
  '/kinds': () => '/kinds',
  '/k/:kind': () => '/k/hazard',
  '/k/:kind/new': () => '/k/inspection/new',
  '/r/:id': ({ hazard }) => `/r/${hazard}`,
  '/today': () => '/today',
  '/persuasion/new': () => '/persuasion/new',
  '/k/persuasion_log/new': () => '/k/persuasion_log/new',
  '/agreements': () => '/agreements',
  '/agreements/new': () => '/agreements/new',
  '/k/agreement/new': () => '/k/agreement/new',
  '/enforcement': () => '/enforcement',
  '/enforcement/new': () => '/enforcement/new',
  '/k/enforcement/new': () => '/k/enforcement/new',
  '/enforcement/handover': () => '/enforcement/handover',
  '/enforcement/:id/record': ({ enforcement }) => `/enforcement/${enforcement}/record`,
  '/hazard/new': () => '/hazard/new',
  '/k/hazard/new': () => '/k/hazard/new',
  '/queue': ({ hazard }) => `/queue?status=all&id=${hazard}`,
  '/map': () => '/map',
  '/roads': () => '/roads',
  '/letters': () => '/letters',
  '/board': () => '/board',
  '/due': () => '/due?band=overdue',
  '/behind/:measure': () => '/behind/hazards_found',
  '/supervision': () => '/supervision',
  '/trends': () => '/trends',
  '/reports': () => '/reports',
  '/reports/:name': () => '/reports/R1',
  '/conflicts': () => '/conflicts',
  '/watch': () => '/watch',
  '/devices': () => '/devices',
  '/officers': () => '/officers',
  '/sync': () => '/sync',
};

/** Every address of the app, those before the shell last; read and not imported, because pages are drawn by tools that are not here. */
const [PAGES = [], DOORS = []] = readFileSync(join(WORKSPACE, 'crates/ui/web/src/routes.tsx'), 'utf8')
  .split('DOORS')
  .map((part) => [...part.matchAll(/path: '([^']+)'/g)].map(([, path]) => path ?? ''));

/** One page is the same under several addresses; it is looked at under the first. */
const TWINS = ['/k/persuasion_log/new', '/k/agreement/new', '/k/enforcement/new', '/k/hazard/new'];

/** Pages of a desk with a large screen; an officer may look in, but not on a phone. */
const DESKS = ['/queue', '/map', '/roads', '/letters', '/board', '/supervision', '/trends', '/reports', '/reports/:name', '/behind/:measure', '/watch', '/devices'];

test.describe('every page', () => {
  test.describe.configure({ timeout: 600_000, mode: 'parallel' });
  test('of the officer', async ({ officer }) => everyPage(officer, 'officer'));
  test('of the coordinator', async ({ county }) => everyPage(county, 'county'));
  test('of headquarters', async ({ city }) => everyPage(city, 'city'));

  test('before anybody is signed in', async ({ county }) => {
    await county.page.context().clearCookies();
    for (const path of DOORS) await lookAt(county, 'county', path, path);
  });
});

async function everyPage(person: Person, face: Face): Promise<void> {
  const known = await records(person);
  expect(PAGES.length).toBeGreaterThan(20);
  for (const path of PAGES) {
    const address = SAMPLES[path];
    if (!address) throw new Error(`${path}: no address is known for this page`);
    if (!TWINS.includes(path)) await lookAt(person, face, path, address(known));
  }
}

/** Records of the year, as whoever is here may see them. */
async function records({ page }: Person): Promise<Known> {
  // A question asked beside the page shows the word of its window as the page does.
  const word = await page.evaluate<string>("localStorage.getItem('xunlu-window')");
  const headers = { 'x-xunlu-window': word };
  const first = async (kind: string, status = '') => {
    const answer = await page.request.get(`/api/records?kind=${kind}&status=${status}&limit=1`, { headers });
    const { rows } = (await answer.json()) as { rows: { id: string }[] };
    if (!rows[0]) throw new Error(`the year has no ${kind}`);
    return rows[0].id;
  };
  return { hazard: await first('hazard'), enforcement: await first('enforcement') };
}

/** Looks at one page in every way; the other pages are looked at whatever is found. */
async function lookAt({ page, watch }: Person, face: Face, path: string, address: string): Promise<void> {
  const faults: string[] = [];
  const name = `${face}${path.replaceAll('/', '-').replaceAll(':', '')}`;
  const note = (where: string, found: string[]) => faults.push(...found.map((fault) => `${where}: ${fault}`));
  note('on the way', watch.faults());
  watch.answers.length = 0;
  await page.goto(address);
  await settled(page);
  note('zh', [...(await misfits(page)), ...(await nameless(page)), ...(await barriers(page))]);
  await picture(page, `${name}-1366`);
  await atSize(page, 1920, 1080);
  note('zh 1920', await misfits(page));
  await picture(page, `${name}-1920`);
  if (face === 'officer' && !DESKS.includes(path)) {
    await atSize(page, 390, 844);
    note('zh 390', await misfits(page));
    await picture(page, `${name}-390`);
  }
  await atSize(page, 1366, 768);

  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('button', { name: '中文' })).toBeVisible();
  await drawn(page);
  note('en', [...(await misfits(page)), ...(await nameless(page)), ...(await untranslated(page, watch.answers))]);
  await picture(page, `${name}-en`);
  await page.getByRole('button', { name: '中文' }).click();
  note('behind', watch.faults());
  expect.soft(faults, path).toEqual([]);
}

async function atSize(page: Page, width: number, height: number): Promise<void> {
  await page.setViewportSize({ width, height });
  await drawn(page);
}
