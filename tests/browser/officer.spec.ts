/** A station's officer: what is logged at the roadside, without a network, and how it reaches the county. */
import type { Page } from '@playwright/test';
import { choose, drop, photo, press, type } from './world/hands';
import { expect, test } from './world/people';
import { PEOPLE } from './world/site';

const chip = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** What a hazard form asks first, by keyboard alone. */
async function describeBend(page: Page, stake: string): Promise<void> {
  await press(page, chip(page, '急弯'));
  await press(page, chip(page, '乡道'));
  await type(page, page.getByLabel('道路编号'), 'Y077');
  await page.keyboard.press('Escape');
  await type(page, page.getByLabel('起点桩号'), stake);
}

test('a hazard is logged by keyboard without a network, survives a closed tab, and arrives', async ({ site, officer }) => {
  const { laptop } = officer;
  let { page } = officer;
  await site.stop();

  await page.keyboard.press('1');
  await expect(page.getByRole('heading', { name: '登记隐患' })).toBeVisible();
  await describeBend(page, '12公里300米');
  await expect(page.getByText('读作 K12+300')).toBeVisible();
  const photos = page.getByRole('group', { name: '整改前照片' });
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press(page, photos.getByRole('button', { name: '选择文件' }), 'Enter')]);
  await chooser.setFiles(photo('bend'));
  await expect(photos.getByRole('img')).toHaveCount(1);
  await drop(page, photos, photo('sight'));
  await expect(photos.getByRole('img')).toHaveCount(2);
  await type(page, page.getByLabel('现状描述'), '急弯外侧无护栏，坡下为水塘');

  // The window is closed in the middle of it.
  const context = page.context();
  await page.close();
  page = await context.newPage();
  await page.goto('/hazard/new');
  await expect(page.getByText('已找回上次没有保存的内容。')).toBeVisible();
  await expect(page.getByLabel('现状描述')).toHaveValue('急弯外侧无护栏，坡下为水塘');
  await expect(chip(page, '急弯')).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('group', { name: '整改前照片' }).getByRole('img')).toHaveCount(2);

  // What reporting needs is asked for before it, and is a press away.
  await press(page, chip(page, '保存并上报'), 'Enter');
  await expect(page.getByText('上报前要填这一项').first()).toBeVisible();
  await press(page, page.getByRole('group', { name: '是否通行客车' }).getByRole('button', { name: '是' }));
  await choose(page, page.getByLabel('位置'), '艾家畈');
  await press(page, chip(page, '保存并上报'), 'Enter');
  await expect(page.getByRole('status')).toContainText('已保存并上报');

  // The next one forty metres on may be the same place.
  await press(page, page.getByRole('button', { name: '再登记一处（同一条路）' }), 'Enter');
  await expect(page.getByLabel('道路编号')).toHaveValue('Y077');
  await press(page, chip(page, '急弯'));
  await type(page, page.getByLabel('起点桩号'), 'K12+340');
  const near = page.getByRole('complementary', { name: '附近的相似隐患' });
  await expect(near.getByText('相距约 40 米')).toBeVisible();
  await expect(near.getByRole('img')).toBeVisible();

  await page.goto('/sync');
  await page.getByRole('button', { name: '立即同步' }).click();
  await expect(page.getByText('上次没有连成')).toBeVisible();
  await site.start();
  await page.getByRole('button', { name: '立即同步' }).click();
  await expect(page.getByText('全部改动都已得到服务器回执。')).toBeVisible();
  const [found] = await laptop.ask<{ id: string }[]>(['list', 'hazard', '--words', 'Y077']);
  expect(found).toBeDefined();
});

test('what happened to a record is read from its history', async ({ officer: { page } }) => {
  void PEOPLE;
  await page.goto('/k/hazard');
  await page.getByRole('link').filter({ hasText: 'Y' }).first().click();
  await expect(page.getByRole('heading', { name: '历史' })).toBeVisible();
});
