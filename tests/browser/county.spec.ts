/** The county's coordinator: what stations bring is looked at, decided, and followed to its end. */
import type { Locator, Page } from '@playwright/test';
import { attach, date, details, photo, pick, step } from './world/hands';
import { expect, settled, test } from './world/people';
import { day, report } from './world/road';

const queue = (page: Page) => page.getByRole('list', { name: '待审列表' });
const chosen = (page: Page) => details(page).getByRole('heading', { level: 2 });

/** Graded, and given to the township. */
async function confirmed(dialog: Locator): Promise<void> {
  await pick(dialog, '隐患等级', '较大');
  await pick(dialog, '处置方式', '工程治理');
  await dialog.getByLabel('责任单位').fill('盛康镇人民政府');
}

test('the queue is worked through by keyboard: confirm, return, several at once, merge', async ({ site, county: { page } }) => {
  const laptop = await site.laptop('赵勇');
  for (const stake of ['K1+000', 'K3+000', 'K5+000', 'K7+000', 'K7+060']) await report(laptop, 'Y061', stake);
  await laptop.ask(['sync']);

  await page.goto('/queue?status=reported');
  await settled(page);
  await page.keyboard.press('/');
  await page.keyboard.type('Y061');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/words=Y061/);
  await expect(queue(page).getByRole('listitem')).toHaveCount(5);
  await page.getByRole('combobox', { name: '排序' }).click();
  await page.getByTitle('按地点').click();
  await expect(page).toHaveURL(/order=place/);

  // What is seen stands in the address: a colleague who is sent it sees the same.
  const other = await page.context().newPage();
  await other.goto(page.url());
  await expect(queue(other).getByRole('listitem')).toHaveCount(5);
  await other.close();

  // Next and previous by keyboard.
  await page.getByRole('heading', { name: '审核' }).click();
  await page.keyboard.press('j');
  await expect(chosen(page)).toBeVisible();
  const first = await chosen(page).textContent();
  await page.keyboard.press('j');
  await expect(chosen(page)).not.toHaveText(first ?? '');
  await page.keyboard.press('k');
  await expect(chosen(page)).toHaveText(first ?? '');

  // Confirmed and graded; the next one is shown at once.
  await step(page, '认定', confirmed);
  await expect(chosen(page)).not.toHaveText(first ?? '');

  // Returned with a reason.
  await step(page, '退回', async (dialog) => dialog.getByRole('button', { name: '照片看不清，请重拍' }).click());

  // Two at once.
  await expect(queue(page).getByRole('listitem')).toHaveCount(3);
  await queue(page).getByRole('checkbox').nth(0).check();
  await queue(page).getByRole('checkbox').nth(1).check();
  await page.getByRole('toolbar', { name: '已选 2 条' }).getByRole('button', { name: '认定', exact: true }).click();
  const both = page.getByRole('dialog', { name: '认定：2 条记录' });
  await pick(both, '隐患等级', '一般');
  await pick(both, '处置方式', '限期整改');
  await both.getByRole('button', { name: '确认，办理 2 条' }).click();
  await expect(both.getByRole('status')).toContainText('办成 2 条，未办 0 条');
  await both.getByRole('button', { name: '知道了' }).click();

  // The last one is one of those already there.
  await expect(queue(page).getByRole('listitem')).toHaveCount(1);
  await queue(page).getByRole('button').click();
  await details(page).getByRole('button', { name: /^并案/ }).click();
  const merge = page.getByRole('dialog', { name: /^并案/ });
  await merge.getByRole('radio').first().check();
  await expect(merge.getByText('并入这条（保留）')).toBeVisible();
  await expect(merge.getByText(/项不同/).first()).toBeVisible();
  await merge.getByRole('button', { name: '确认并案' }).click();
  await expect(merge).toBeHidden();
  await expect(page.getByText('没有符合筛选条件的记录。')).toBeVisible();
});

test('what two laptops wrote without a network is settled with one click', async ({ site, county: { page } }) => {
  const mine = await site.laptop('赵勇');
  const lead = await site.laptop('孙志强', 'station_lead');
  const id = await report(mine, 'Y062', 'K2+000');
  await mine.ask(['sync']);
  await lead.ask(['sync']);
  await mine.ask(['edit', id, '--set', 'description=外侧塌方']);
  await lead.ask(['edit', id, '--set', 'description=内侧塌方']);
  await mine.ask(['sync']);
  await lead.ask(['sync']);

  await page.goto(`/conflicts?id=${id}`);
  const both = page.getByRole('region', { name: '隐患现状' });
  await expect(both.getByRole('article')).toHaveCount(2);
  const side = both.getByRole('article').filter({ hasText: '孙志强' });
  await expect(side).toContainText('内侧塌方');
  await expect(side).toContainText('采用“内侧塌方”（孙志强）');
  // The settled field leaves the page before everything else is read anew; what was done is still told.
  await page.route(/\/api\/records\?.*conflict=true/, async (route) => {
    await expect(both.getByRole('article')).toHaveCount(0);
    await route.continue();
  });
  await side.getByRole('button', { name: '采用这个写法' }).click();
  await expect(page.getByRole('status').filter({ hasText: '已采用“内侧塌方”' })).toBeVisible();

  await mine.ask(['sync']);
  const shown = await mine.ask<{ fields: Record<string, unknown> }>(['show', id]);
  expect(shown.fields.description).toBe('内侧塌方');
});

test('a letter is served and answered, and the hazard accepted together and closed', async ({ site, county: { page } }) => {
  const laptop = await site.laptop('赵勇');
  const id = await report(laptop, 'Y063', 'K4+000');
  await laptop.ask(['sync']);
  await page.goto(`/queue?status=all&words=Y063&id=${id}`);
  await step(page, '认定', confirmed);

  // The letter begins with what the hazard says.
  await details(page).getByRole('button', { name: '起草函件' }).click();
  const draft = page.getByRole('dialog', { name: /^起草函件/ });
  await expect(draft.getByLabel('正文')).toHaveValue(/Y063/);
  await draft.getByLabel('文号').fill('谷道安办〔2026〕63号');
  await draft.getByRole('button', { name: '保存', exact: true }).click();
  await expect(page).toHaveURL(/\/letters/);
  await expect(details(page).getByRole('region', { name: '函件预览' })).toBeVisible();
  await step(page, '签发');
  await step(page, '送达', async (dialog) => {
    await pick(dialog, '送达方式', '直接送达');
    await dialog.getByLabel('签收人').fill('镇交管站');
    await attach(dialog.getByRole('group', { name: '送达回证照片' }), photo('sight'));
  });

  // With the letter served the body is told; it answers, works, and asks for acceptance.
  await page.goto(`/queue?status=all&words=Y063&id=${id}`);
  await step(page, '告知/下发通知', async (dialog) => date(dialog, '整改期限', day(25)));
  await page.goto('/letters?step=letters');
  await page.getByRole('list', { name: '待办列表' }).getByRole('button', { name: /63号/ }).click();
  await step(page, '回函');
  await laptop.ask(['sync']);
  await laptop.ask(['act', id, 'start']);
  await laptop.ask(['act', id, 'submit', '--photo', `photos_after=${photo('filled')}`]);
  await laptop.ask(['sync']);

  // Accepted together: everybody signs.
  await page.goto(`/letters?step=accept&id=${id}`);
  await step(page, '验收合格', async (dialog) => {
    const signers = dialog.getByRole('group', { name: /^第 \d 人/ });
    await expect(signers).toHaveCount(2);
    await signers.nth(1).getByLabel('姓名').fill('刘镇长');
    for (const signer of await signers.all()) await signer.getByRole('button', { name: /现在签字/ }).click();
  });
  await step(page, '销号', async (dialog) => dialog.getByLabel('销号审批表文号').fill('谷销〔2026〕8号'));
  await expect(details(page).getByText('已销号').first()).toBeVisible();
});
