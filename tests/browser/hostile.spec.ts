/** What people type, and what a program that lies could answer, is text on every page and nothing else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page, Route } from '@playwright/test';
import { CORPUS, TRACES } from './world/hostile';
import { apart, expect, settled, sitDown, type Person } from './world/people';
import { WORKSPACE } from './world/places';
import { run } from './world/programs';
import { PLACES } from './world/site';

/** At an office apart: what is typed here stays in the records, and others would stumble over it. */
const test = apart();

test.describe.configure({ timeout: 600_000 });

interface Field {
  name: string;
  type: string;
  max: number;
  item: Field[];
}

interface Kind {
  name: string;
  fields: Field[];
}

interface Sheet {
  seen: string;
  may_edit: string[];
  fields: { field: string; value: unknown }[];
}

interface Refusal {
  complaints: { field: string }[];
}

let turn = 0;

/** The next of the corpus that fits; every text gets another. */
function next(most = Infinity): string {
  for (;;) {
    const text = CORPUS[turn++ % CORPUS.length] ?? '';
    if (text.length <= most) return text;
  }
}

/** Marks whatever is run that we did not write; a page that is struck says so in its console, where it is watched. */
async function armed({ page }: Person): Promise<void> {
  await page.context().addInitScript(() => {
    const struck = (how: unknown) => console.error(`struck: ${String(how)}`);
    Object.assign(window, { struck, alert: struck, confirm: struck, prompt: struck, open: struck });
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => struck(`${violatedDirective} ${blockedURI}`));
  });
}

/** What of the corpus has become part of the page. */
async function traces(page: Page): Promise<string[]> {
  return page.evaluate((selector) => [...document.querySelectorAll(selector)].map((element) => element.outerHTML.slice(0, 200)), TRACES);
}

/** Looks at a page; answers how many texts of the corpus stand on it as they were typed. */
async function lookAt({ page, watch }: Person, address: string): Promise<number> {
  await page.goto(address);
  await settled(page);
  expect.soft([...watch.faults(), ...(await traces(page))], address).toEqual([]);
  const shown = await page.evaluate(() => document.body.innerText + [...document.querySelectorAll<HTMLInputElement>('input, textarea')].map(({ value }) => value).join('\n'));
  const folded = (text: string) => text.replace(/\s+/g, '');
  return CORPUS.filter((text) => text.length > 8 && folded(shown).includes(folded(text))).length;
}

async function api<Answer>(page: Page, path: string, form?: object): Promise<{ status: number; said: Answer }> {
  const word = await page.evaluate<string>("localStorage.getItem('xunlu-window')");
  const options = { headers: { 'x-xunlu-window': word }, ...(form ? { data: form } : {}) };
  const answer = await (form ? page.request.post(`/api/${path}`, options) : page.request.get(`/api/${path}`, options));
  return { status: answer.status(), said: (await answer.json()) as Answer };
}

/** Writes the corpus into every text of a record that takes one; answers into how many. */
async function poisoned(page: Page, kind: Kind, id: string): Promise<number> {
  const { said: sheet } = await api<Sheet>(page, `records/${id}`);
  const now = new Map(sheet.fields.map(({ field, value }) => [field, value]));
  const typed = new Map<string, string>();
  for (const field of kind.fields.filter(({ name }) => sheet.may_edit.includes(name))) {
    if (['text', 'person', 'org'].includes(field.type)) typed.set(field.name, next(field.max ?? 60));
    const entries = now.get(field.name);
    if (field.type !== 'list' || !Array.isArray(entries)) continue;
    const texts = field.item.filter(({ type }) => ['text', 'person', 'org'].includes(type));
    const entry = (one: object) => ({ ...one, ...Object.fromEntries(texts.map(({ name, max }) => [name, next(max ?? 60)])) });
    if (texts.length > 0) typed.set(field.name, JSON.stringify(entries.map((one) => entry(one as object))));
  }
  // What the form will not have in this state is left as it is.
  for (let tries = 0; typed.size > 0 && tries < 8; tries += 1) {
    const { status, said } = await api<Refusal>(page, 'save', { id, entries: [...typed], seen: sheet.seen, anyway: true });
    if (status === 200) return typed.size;
    if (status !== 422) return 0;
    said.complaints.forEach(({ field }) => typed.delete(field));
  }
  return 0;
}

test('what is typed into a record of every kind is shown as it was typed, and does nothing', async ({ county, officer }) => {
  await armed(county);
  const { page } = county;
  const { kinds } = (await api<{ kinds: Kind[] }>(page, 'catalog')).said;
  const written: [string, string][] = [];
  let fields = 0;
  for (const kind of kinds) {
    const { rows } = (await api<{ rows: { id: string }[] }>(page, `records?kind=${kind.name}&limit=1`)).said;
    const texts = rows[0] ? await poisoned(page, kind, rows[0].id) : 0;
    if (rows[0] && texts > 0) written.push([kind.name, rows[0].id]);
    fields += texts;
  }
  expect(written.length).toBeGreaterThan(8);
  expect(fields).toBeGreaterThan(50);

  let shown = 0;
  for (const [, id] of written) shown += await lookAt(county, `/r/${id}`);
  expect(shown).toBeGreaterThan(fields / 2);

  // In the terminal of a laptop too, and nothing steers it.
  const { laptop } = officer;
  await officer.page.context().close();
  await laptop.stop();
  await laptop.ask(['sync']);
  const told = await run('xunlu-agent', ['list', '--data', laptop.folder]);
  expect(CORPUS.some((text) => text.length > 8 && told.includes(text))).toBe(true);
  expect(told).not.toMatch(/[^\P{Cc}\n\t]|\p{Cf}/u);
});

/** Every Chinese text of an answer becomes one of the corpus: nothing a program is steered by is Chinese. */
function lied(value: unknown): unknown {
  if (typeof value === 'string') return /[\u4e00-\u9fff]/.test(value) ? `${next()}${value}` : value;
  if (Array.isArray(value)) return value.map(lied);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, lied(one)]));
}

async function lie(route: Route): Promise<void> {
  const response = await route.fetch();
  if (!response.headers()['content-type']?.includes('json')) return route.fulfill({ response });
  return route.fulfill({ response, json: lied(await response.json()) });
}

/** Every page, at one of its addresses. */
function pages(hazard: string, enforcement: string): string[] {
  const [inside = ''] = readFileSync(join(WORKSPACE, 'crates/ui/web/src/routes.tsx'), 'utf8').split('DOORS');
  const paths = [...inside.matchAll(/path: '([^']+)'/g)].map(([, path = '']) => path);
  const filled = paths.map((path) =>
    path
      .replace('/enforcement/:id', `/enforcement/${enforcement}`)
      .replace(':id', hazard)
      .replace(':kind', 'hazard')
      .replace(':measure', 'hazards_found')
      .replace(':name', 'R1'),
  );
  return [...new Set(filled)];
}

async function everyPage(person: Person, mine: (at: number) => boolean): Promise<void> {
  await armed(person);
  const { page } = person;
  const first = async (kind: string) => (await api<{ rows: { id: string }[] }>(page, `records?kind=${kind}&limit=1`)).said.rows[0]?.id ?? '';
  const all = pages(await first('hazard'), await first('enforcement'));
  expect(all.length).toBeGreaterThan(20);
  await page.context().route('**/api/**', lie);
  let shown = 0;
  for (const address of all.filter((_, at) => mine(at))) shown += await lookAt(person, address);
  expect(shown).toBeGreaterThan(100);
  await page.context().unrouteAll({ behavior: 'ignoreErrors' });
}

// Each page at the one end or the other: they are the same pages.
test('whatever an office answers is text on every page', async ({ city }) => everyPage(city, (at) => at % 2 === 0));
test('whatever a laptop answers is text on every page', async ({ officer }) => everyPage(officer, (at) => at % 2 === 1));

test('somebody whose name is a script has a name like others', async ({ browser, site, people }) => {
  const name = `<img src=x onerror=struck(1)>`;
  await site.ask(['account', 'add', name, '--role', 'county_coord', '--unit', '420625000000']);
  const person = await sitDown(browser, await site.link(name), people);
  await armed(person);
  expect(await lookAt(person, '/queue')).toBeGreaterThanOrEqual(1);
});

test('whom an administrator invites, and whatever is said of laptops, is text at the office and on the laptop', async ({ browser, site, people, officer }) => {
  await site.ask(['account', 'add', '孙系统', '--role', 'sys_admin', '--unit', PLACES.county]);
  const admin = await sitDown(browser, await site.link('孙系统'), people);
  await armed(admin);
  const ask = { unit: PLACES.station, role: 'officer', hours: 1, addresses: [], lang: 'zh' };
  let invited = 0;
  // A name has forty characters at most; those with line breaks among them are refused.
  const names = CORPUS.filter(({ length }) => length > 8 && length <= 40);
  for (const person of names.filter((_, at) => at % 3 === 0)) {
    const { status } = await api(admin.page, 'invitations', { ...ask, person });
    if (status === 200) invited += 1;
  }
  expect(invited).toBeGreaterThan(5);
  const { said: devices } = await api<{ device: string; person: string }[]>(admin.page, 'devices');
  const { device } = devices.find(({ person }) => person.startsWith('李大勇')) ?? { device: '' };
  const { status } = await api(admin.page, 'devices/revoke', { device, reason: next(200), lift: false });
  expect(status).toBe(200);
  expect(await lookAt(admin, '/devices')).toBeGreaterThan(3);
  for (const person of [admin, officer]) {
    await person.page.context().route('**/api/**', lie);
    await lookAt(person, person === admin ? '/devices' : '/officers');
    await person.page.context().unrouteAll({ behavior: 'ignoreErrors' });
  }
});

test('a page that is struck is noticed', async ({ county: { page, watch }, people }) => {
  await armed({ page, watch });
  await page.goto('/kinds');
  await settled(page);
  // A text is not taken for markup at all, and whoever tries is heard of.
  const write = page.evaluate(() => document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=struck(1)>'));
  await expect(write).rejects.toThrow('TrustedHTML');
  await expect.poll(() => watch.faults().join()).toContain('struck: require-trusted-types-for');
  // What is built by hand leaves traces.
  await page.evaluate(() => document.body.append(document.createElement('marquee')));
  expect(await traces(page)).toHaveLength(1);
  // What else is said of it is no fault of this test.
  people.length = 0;
  await page.context().close();
});
