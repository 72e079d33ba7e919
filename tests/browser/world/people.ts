/** People at their browsers: each has a window of their own, and what goes on behind it is watched. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test as base, type Browser, type Page, type WorkerFixture } from '@playwright/test';
import { SCREENS } from './places';
import { PEOPLE, Site, type Laptop } from './site';
import { Watch } from './watch';

export { expect };

/** Somebody at a browser. */
export interface Person {
  page: Page;
  watch: Watch;
}

const CHINA = { timezoneId: 'Asia/Shanghai', locale: 'zh-CN', viewport: { width: 1366, height: 768 } };

/** Opens a window with cookies of its own, at a link that signs its reader in. */
export async function sitDown(browser: Browser, link: string, open: Person[]): Promise<Person> {
  const context = await browser.newContext({ ...CHINA, baseURL: new URL(link).origin });
  const person = { watch: new Watch(context), page: await context.newPage() };
  open.push(person);
  await person.page.goto(link);
  await expect(person.page.getByRole('main')).toBeVisible();
  await settled(person.page);
  return person;
}

interface Day {
  /** The office of this file's tests. */
  site: Site;
}

interface Part {
  /** Windows that were opened in this test, to be looked through at its end. */
  people: Person[];
  /** The coordinator of the county, the desk of the city. */
  county: Person;
  city: Person;
  /** A laptop of the station, synced and served, and its officer at the pages. */
  officer: Person & { laptop: Laptop };
}

/** An office that is there while tests need it. Each call is another one, which nobody else works at. */
function office(): [WorkerFixture<Site, object>, { scope: 'worker'; timeout: number }] {
  return [
    async ({}, use) => {
      const site = await Site.open();
      await use(site);
      await site.close();
    },
    { scope: 'worker', timeout: 120_000 },
  ];
}

let officers = 0;

export const test = base.extend<Part, Day>({
  site: office(),
  people: async ({}, use) => {
    const people: Person[] = [];
    await use(people);
    for (const { page } of people) await page.context().close();
    expect(people.flatMap(({ watch }) => watch.faults())).toEqual([]);
  },
  county: async ({ browser, site, people }, use) => {
    await use(await sitDown(browser, await site.link(PEOPLE.county), people));
  },
  city: async ({ browser, site, people }, use) => {
    await use(await sitDown(browser, await site.link(PEOPLE.city), people));
  },
  officer: async ({ browser, site, people }, use) => {
    officers += 1;
    const laptop = await site.laptop(`李大勇${officers}`);
    await laptop.ask(['sync']);
    const person = await sitDown(browser, await laptop.start(), people);
    await use({ ...person, laptop });
    // A page that is still open would miss its program, and say so.
    await person.page.context().close();
    await laptop.stop();
  },
});

/** The same days at an office of their own: for what others would stumble over. */
export function apart() {
  return test.extend<object, Day>({ site: office() });
}

/** Waits until a page has everything it asked for and nothing on it moves. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await expect(page.locator('.ant-spin-spinning:visible, .ant-skeleton:visible')).toHaveCount(0);
  await drawn(page);
}

/** Waits until what is known is drawn: fonts are there, and nothing slides or fades. */
export async function drawn(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    await document.fonts.ready;
    const ends = (animation: Animation) => animation.effect?.getComputedTiming().iterations !== Infinity;
    await Promise.allSettled(document.getAnimations().filter(ends).map((animation) => animation.finished));
  });
}

/** Keeps a picture of the window. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENS, { recursive: true });
  await page.screenshot({ path: join(SCREENS, `${name}.png`), animations: 'disabled' });
}
