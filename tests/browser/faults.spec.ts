/** What breaks around somebody who works: each is told in plain words, and nothing that was typed or saved is lost. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, settled, sitDown, test } from './world/people';
import { report } from './world/road';
import { PEOPLE } from './world/site';

const description = (page: Page) => page.getByLabel('隐患现状');

test('an expired login is renewed over the page, and what was typed is still there', async ({ site, browser, people }) => {
  const file = site.place('passphrase');
  writeFileSync(file, '桥 山 二十 路灯 水牛\n');
  // A new passphrase signs out whoever sits at the account, so the window is opened after it.
  await site.ask(['account', 'passphrase', PEOPLE.county, '--file', file]);
  const { page } = await sitDown(browser, await site.link(PEOPLE.county), people);
  await page.goto('/k/meeting/new');
  const kept = page.waitForResponse((answer) => answer.url().endsWith('/api/drafts') && answer.request().method() === 'POST');
  await page.getByLabel('议题').fill('研究临水路段护栏');
  // Or the draft would find out first, and the dialog lie over the button.
  await kept;
  await page.context().clearCookies();
  await page.getByRole('button', { name: '保存', exact: true }).click();

  const again = page.getByRole('dialog', { name: '登录已过期' });
  await expect(again).toContainText('正在填写的内容没有丢');
  await again.getByLabel('账号').fill(PEOPLE.county);
  await again.getByLabel('口令').fill('桥 山 二十 路灯 水牛');
  await again.getByRole('button', { name: '登录', exact: true }).click();
  await expect(again).toBeHidden();
  await expect(page.getByLabel('议题')).toHaveValue('研究临水路段护栏');
});

test('a program that is killed is waited for, and what was typed and saved is still there', async ({ officer: { page, laptop, watch } }) => {
  await page.goto('/hazard/new');
  await page.getByRole('button', { name: '坑槽', exact: true }).click();
  await description(page).fill('路面坑槽三处');
  watch.programGone();
  await laptop.kill();
  await page.getByRole('button', { name: '只存草稿' }).click();
  await expect(page.getByText('程序暂时没有回应').first()).toBeVisible();
  await expect(description(page)).toHaveValue('路面坑槽三处');

  const open = await laptop.start();
  watch.programBack();
  await reopen(page, open);
  await expect(page.getByText('程序暂时没有回应')).toHaveCount(0);
  await expect(description(page)).toHaveValue('路面坑槽三处');
  await page.getByRole('button', { name: '只存草稿' }).click();
  await expect(page.getByRole('status').filter({ hasText: '已保存为草稿' })).toBeVisible();
});

test('a form under way is found again in another window, and no storage of the browser has anything of it', async ({ site, browser, people }) => {
  const laptop = await site.laptop('赵勇');
  const { page } = await sitDown(browser, await laptop.start(), people);
  await page.goto('/hazard/new');
  const kept = page.waitForResponse((answer) => answer.url().endsWith('/api/drafts') && answer.request().method() === 'POST');
  await description(page).fill('路面坑槽三处');
  await kept;
  const left = await page.evaluate<string[]>(`(async () => [
    ...Object.keys(localStorage), ...Object.keys(sessionStorage),
    ...(await indexedDB.databases()).map((one) => one.name ?? ''), ...(await caches.keys()),
  ])()`);
  expect(left.filter((name) => !['xunlu-window', 'xunlu.program', 'xunlu.launch', 'xunlu.lang'].includes(name))).toEqual([]);
  const second = await page.context().newPage();
  await second.goto('/hazard/new');
  await expect(description(second)).toHaveValue('路面坑槽三处');
});

test('a second window on the same record is told, and takes the newer values', async ({ site, browser, people }) => {
  const laptop = await site.laptop('赵勇');
  const id = await report(laptop, 'Y071', 'K2+000');
  const { page } = await sitDown(browser, await laptop.start(), people);
  const second = await page.context().newPage();
  for (const window of [page, second]) {
    await window.goto(`/r/${id}`);
    await window.getByRole('button', { name: '修改', exact: true }).click();
  }
  await description(page).fill('外侧塌方');
  await page.getByRole('dialog').getByRole('button', { name: '保存', exact: true }).click();
  await expect(page.getByRole('dialog')).toBeHidden();

  await description(second).fill('内侧塌方');
  await second.getByRole('dialog').getByRole('button', { name: '保存', exact: true }).click();
  await expect(second.getByText('您填的都还在。载入新内容后再按一次保存即可。')).toBeVisible();
  await second.getByRole('button', { name: '载入新内容' }).click();
  await expect(description(second)).toHaveValue('内侧塌方');
  await second.getByRole('dialog').getByRole('button', { name: '保存', exact: true }).click();
  await expect(second.getByRole('dialog')).toBeHidden();
  const history = second.getByRole('region', { name: '历史' });
  await expect(history.getByText('隐患现状：外侧塌方 → 内侧塌方')).toBeVisible();
});

test('a full disk is told, and the form is kept until there is room', async ({ site, browser, people }) => {
  const folder = site.place('small');
  mkdirSync(folder);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder]);
  try {
    const laptop = await site.laptop('赵勇', 'officer', { folder });
    const person = await sitDown(browser, await laptop.start(), people);
    const { page, watch } = person;
    await page.goto('/hazard/new');
    await page.getByRole('button', { name: '坑槽', exact: true }).click();
    await description(page).fill('满'.repeat(900));
    fill(folder);
    watch.diskFull();
    const told = page.getByText('您填的都还留在这个页面里。请先腾出磁盘空间，再按保存。');
    const done = page.getByRole('status').filter({ hasText: '已保存为草稿' });
    // Whatever room there still is inside its files, a few records more need some.
    for (let saved = 0; saved < 12; saved += 1) {
      await page.getByRole('button', { name: '只存草稿' }).click();
      await expect(told.or(done)).toBeVisible();
      if (await told.isVisible()) break;
      await page.getByRole('button', { name: '再登记一处', exact: true }).click();
      await page.getByRole('button', { name: '坑槽', exact: true }).click();
      await description(page).fill('满'.repeat(900));
    }
    await expect(told).toBeVisible();
    await expect(description(page)).toHaveValue('满'.repeat(900));

    // There is room again; where the index has stopped as well, the program says what to do.
    rmSync(join(folder, 'ballast'));
    await page.getByRole('button', { name: '只存草稿' }).click();
    const restart = page.getByText(/数据未丢失，请重新启动程序/);
    await expect(restart.or(done)).toBeVisible();
    if (await restart.isVisible()) {
      watch.programGone();
      await laptop.stop();
      const open = await laptop.start();
      watch.programBack();
      await reopen(page, open);
      await expect(description(page)).toHaveValue('满'.repeat(900));
      await page.getByRole('button', { name: '只存草稿' }).click();
    }
    await expect(done).toBeVisible();
    watch.programGone();
    await laptop.stop();
    expect((await laptop.ask<{ ok: boolean }>(['verify'])).ok).toBe(true);
  } finally {
    execFileSync('umount', ['--lazy', folder]);
  }
});

/** The program is started again from its icon, which opens another window; this one goes on. */
async function reopen(page: Page, open: string): Promise<void> {
  const other = await page.context().newPage();
  await other.goto(open);
  await expect(other.getByRole('heading', { name: '今日' })).toBeVisible();
  await other.close();
  // Whoever pressed nothing in between is not even asked.
  const goOn = page.getByRole('button', { name: '已重新打开，继续' });
  const lost = page.getByRole('status').filter({ hasText: '程序暂时没有回应' });
  await expect(async () => {
    if (await goOn.isVisible()) await goOn.click();
    await expect(goOn.or(lost)).toHaveCount(0, { timeout: 1_000 });
  }).toPass();
}

/** Fills a small disk to the last byte. */
function fill(folder: string): void {
  const ballast = openSync(join(folder, 'ballast'), 'w');
  for (const size of [64 * 1024, 1024, 1]) {
    try {
      for (;;) writeSync(ballast, Buffer.alloc(size));
    } catch {
      // Full, at this size.
    }
  }
  closeSync(ballast);
}

test('what a person typed is text, and nothing on a page runs it', async ({ officer: { page, laptop }, county }) => {
  const typed = `<img src=x onerror="window.ran=1"><script>window.ran=2</script>{{1+1}} javascript:window.ran=3 =1+1`;
  await page.goto('/kinds');
  await page.getByRole('button', { name: '新建排查/走访' }).click();
  await page.getByLabel('对象名称').fill(typed);
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await expect(page).toHaveURL(/\/r\//);
  const sheet = new URL(page.url()).pathname;
  for (const path of [sheet, '/k/inspection', '/today']) {
    await page.goto(path);
    await settled(page);
    expect(await page.evaluate(() => 'ran' in window), path).toBe(false);
  }
  await page.goto(sheet);
  await expect(page.getByText(typed, { exact: true }).first()).toBeVisible();
  await page.close();
  await laptop.stop();
  await laptop.ask(['sync']);
  await county.page.goto(sheet);
  await expect(county.page.getByText(typed, { exact: true }).first()).toBeVisible();
  expect(await county.page.evaluate(() => 'ran' in window)).toBe(false);
});
