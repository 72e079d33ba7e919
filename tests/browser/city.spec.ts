/** The city's headquarters: what is due, whose it is, what is sent about it, and what is published. */
import { readFileSync } from 'node:fs';
import { expect, settled, test } from './world/people';

const REPORTS = Array.from({ length: 12 }, (_, at) => `R${at + 1}`);

test('a number of the board opens its records, level by level', async ({ city: { page } }) => {
  await page.goto('/board');
  const county = page.getByRole('row').filter({ has: page.getByRole('link', { name: '谷城县', exact: true }) });
  await county.getByRole('button', { name: '展开行' }).click();
  await expect(page.getByRole('link', { name: '盛康镇', exact: true })).toBeVisible();

  const found = county.getByRole('link', { name: /^谷城县 排查 \d+/ });
  const n = Number(await found.textContent());
  expect(n).toBeGreaterThan(0);
  await found.click();
  await expect(page).toHaveURL(/\/behind\/hazards_found/);
  await expect(page.getByText(`共 ${n} 条`)).toBeVisible();
  await page.goBack();

  // The next thirty days, and what is behind one of them.
  const due = page.getByRole('link', { name: /到期 \d+ 件/ }).first();
  await due.click();
  await expect(page).toHaveURL(/\/due\?.*day=/);
  await expect(page.getByRole('row').nth(1)).toBeVisible();
});

test('a reminder that is due is looked at, made and sent', async ({ city: { page } }) => {
  await page.goto('/board');
  const escalations = page.getByRole('region', { name: '待发送的催办与提请' });
  await escalations.getByRole('button', { name: /第1次催办函/ }).click();
  await escalations.getByRole('button', { name: '查看并发送' }).first().click();
  const drawer = page.getByRole('dialog');
  await expect(drawer.getByText(/将要生成：催办/)).toBeVisible();
  await drawer.getByRole('button', { name: '确认生成' }).click();
  await drawer.getByRole('button', { name: '发送', exact: true }).click();
  await drawer.locator('.field').filter({ hasText: '发送日期' }).getByRole('button', { name: '今天' }).click();
  await drawer.locator('form').getByRole('button', { name: '发送', exact: true }).click();
  await expect(drawer.getByText('已生成，状态：已发送')).toBeVisible();
});

test('what is listed is seen stage by stage, with its term and its reports of progress', async ({ city: { page } }) => {
  await page.goto('/supervision');
  const stages = page.getByRole('list', { name: '挂牌督办各阶段' });
  await stages.getByRole('button', { name: /襄道安办督〔\d+〕3号/ }).click();
  const listing = page.getByRole('dialog', { name: /挂牌督办事项 · 已挂牌/ });
  await expect(listing.getByText(/共 90 天，已过 0 天/)).toBeVisible();
  await expect(listing.getByText(/每 15 天报告一次/)).toBeVisible();
});

test('figures are compared with the year before and between counties, without a ranking', async ({ city: { page } }) => {
  await page.goto('/trends');
  await settled(page);
  await expect(page.getByRole('img', { name: /近 12 个月与上年同月，图/ })).toBeVisible();
  const counties = page.getByRole('region', { name: /各区划/ });
  const names = await counties.getByRole('row').getByRole('link').allTextContents();
  expect(names.length).toBeGreaterThan(0);
  await expect(counties.getByText('按区划代码排列，不作名次')).toBeVisible();
});

test('every report is shown on the screen and comes as a workbook', async ({ city: { page } }) => {
  for (const name of REPORTS) {
    await page.goto(`/reports/${name}`);
    await settled(page);
    await expect(page.getByRole('article')).toContainText('制表日期');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'XLSX' }).click()]);
    expect(download.suggestedFilename()).toMatch(/\.xlsx$/);
    const bytes = readFileSync(await download.path());
    // A workbook is a ZIP that holds its sheets under these names.
    expect(bytes.subarray(0, 2).toString()).toBe('PK');
    expect(bytes.includes('xl/worksheets/sheet1.xml')).toBe(true);
  }
});

test('a paper is kept as it was printed', async ({ city: { page } }) => {
  await page.goto('/k/supervision');
  await page.getByRole('link', { name: /襄道安/ }).first().click();
  const papers = page.getByRole('region', { name: '文书' });
  await papers.getByRole('button', { name: '预览' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: '存档' }).click();
  await expect(page.getByText('已存档，附在这条记录里')).toBeVisible();
  await dialog.getByRole('button', { name: '关闭' }).last().click();
  await expect(page.getByRole('link', { name: /\.pdf/ }).first()).toBeVisible();
});
