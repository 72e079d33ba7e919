/** A station's officer: what is logged at the roadside, without a network, and how it reaches the county. */
import type { Page } from '@playwright/test';
import { drop, photo, press, type } from './world/hands';
import { expect, picture, settled, sitDown, test } from './world/people';
import { report } from './world/road';
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

test('a hazard is logged by keyboard without a network, survives a closed tab, and arrives', async ({ browser, site, people, officer }) => {
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
  await type(page, page.getByLabel('隐患现状'), '急弯外侧无护栏，坡下为水塘');

  // The window is closed in the middle of it.
  const context = page.context();
  await page.close();
  page = await context.newPage();
  await page.goto('/hazard/new');
  await expect(page.getByText('已找回上次没有保存的内容。')).toBeVisible();
  await expect(page.getByLabel('隐患现状')).toHaveValue('急弯外侧无护栏，坡下为水塘');
  await expect(chip(page, '急弯')).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('group', { name: '整改前照片' }).getByRole('img')).toHaveCount(2);

  // What reporting still needs is asked for, and the cursor is there.
  await press(page, page.getByLabel('起点桩号'), 'Control+Enter');
  await expect(page.getByText('上报前要填这一项')).toBeVisible();
  const bus = page.getByRole('group', { name: '通行客车/校车' });
  await expect(bus.getByRole('button', { name: '是' })).toBeFocused();
  await page.keyboard.press('Space');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('status').filter({ hasText: '已保存并上报' })).toBeVisible();

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
  const county = await sitDown(browser, await site.link(PEOPLE.county), people);
  await county.page.goto('/queue?words=Y077');
  await expect(county.page.getByRole('list', { name: '待审列表' }).getByRole('listitem')).toHaveCount(1);
});

test('agreements are issued to a village in one go, and one is signed on the screen', async ({ officer: { page } }) => {
  await page.goto('/agreements/new');
  await page.getByLabel('甲方职务').fill('民警');
  await page.getByRole('group', { name: '本辖区的村（社区）' }).getByRole('button', { name: '贾庙' }).click();
  await page.getByLabel('粘贴或输入名单').fill('赵大山  13800000001\n钱小河  13900000002\n孙田  13700000003');
  await page.getByRole('button', { name: '加入名单（3 行）' }).click();
  await page.getByRole('button', { name: '下发 3 份' }).click();
  await expect(page.getByText('全部 3 份已下发')).toBeVisible();

  await page.getByRole('button', { name: '去签字' }).or(page.getByRole('link', { name: '去签字' })).click();
  await expect(page).toHaveURL(/status=issued/);
  // A long table is drawn row by row, without the roles of a short one.
  const row = (name: string) => page.locator('.ant-table-row').filter({ hasText: name });
  await row('赵大山').getByRole('button', { name: '签字' }).click();
  const dialog = page.getByRole('dialog', { name: /^签字/ });
  const pad = dialog.getByRole('img', { name: '手写签名区' });
  const box = (await pad.boundingBox())!;
  await page.mouse.move(box.x + 80, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + 240, box.y + 120, { steps: 6 });
  await page.mouse.move(box.x + 120, box.y + 170, { steps: 6 });
  await page.mouse.up();
  await dialog.getByRole('button', { name: '用这个签名' }).click();
  await expect(dialog.getByRole('img', { name: '手写签名.png' })).toBeVisible();
  await dialog.getByRole('button', { name: /^签/ }).last().click();
  await expect(dialog).toBeHidden();
  await expect(row('赵大山')).toHaveCount(0);
  await expect(row('钱小河')).toBeVisible();
});

test('the law stands beside a case while it is filled', async ({ officer: { page } }) => {
  await page.goto('/enforcement/new');
  await page.getByLabel('查找：如 酒驾、无证、头盔、超员').fill('饮酒');
  await chip(page, '饮酒后驾驶机动车').click();
  await chip(page, '乡道').click();
  await page.getByLabel('道路编号').fill('Y014');
  await page.getByLabel('桩号', { exact: true }).fill('K9+100');
  await page.getByRole('button', { name: '继续：现场办理' }).click();
  await expect(page.getByRole('heading', { name: /现场办理/ })).toBeVisible();

  const law = page.getByRole('complementary', { name: '法律把关' });
  await page.getByRole('group', { name: '办理程序' }).getByRole('button', { name: '简易程序' }).click();
  const refusal = law.getByRole('alert').filter({ hasText: '简易程序' });
  await expect(refusal.first()).toBeVisible();
  await page.getByRole('group', { name: '办理程序' }).getByRole('button', { name: '一般程序' }).click();
  await expect(refusal).toHaveCount(0);
  await page.getByRole('button', { name: '先保存，不完成' }).click();
  await expect(page.getByText('已保存，仍是草稿')).toBeVisible();
});

test('a shift of persuasion is three taps', async ({ officer: { page } }) => {
  await page.goto('/persuasion/new');
  await page.getByRole('group', { name: '本所的劝导站' }).getByRole('button').first().click();
  await chip(page, '上下学').click();
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await page.getByRole('button', { name: '再写一份（同一站点）' }).click();

  await chip(page, '赶集').click();
  await page.getByRole('button', { name: '劝导人次 加 10' }).click();
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: '劝导日志已保存' })).toBeVisible();
});

test('every other kind has a form, a list and a sheet of its own', async ({ officer: { page } }) => {
  await page.goto('/kinds');
  await page.getByRole('button', { name: '新建排查/走访' }).click();
  await page.getByLabel('对象名称').fill('乡道 Y078 全线');
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await expect(page).toHaveURL(/\/r\//);
  await expect(page.getByText('乡道 Y078 全线').first()).toBeVisible();
  await page.goto('/k/inspection');
  await expect(page.getByRole('link', { name: /乡道 Y078 全线/ })).toBeVisible();
});

test('who wrote what, when, on which device, and what it replaced', async ({ officer: { page } }) => {
  await page.goto('/k/hazard?words=Y014');
  await page.getByRole('link', { name: /K12\+280/ }).click();
  const history = page.getByRole('region', { name: '历史' });
  await expect(history.getByText(/起点桩号：K12\+300 → K12\+280/).first()).toBeVisible();
  await expect(history.getByText(/周明 · 派出所民警/).first()).toBeVisible();
  await expect(history.getByText(/设备 [0-9a-f]{8} 第 \d+ 笔/).first()).toBeVisible();
  await expect(history.getByText('办理：告知/下发通知')).toBeVisible();
});

test('two laptops meet without the office: one waits on its page, the other calls', async ({ site, officer: { page, laptop } }) => {
  const other = await site.laptop('邻机周明');
  await other.ask(['sync']);
  await report(other, 'Y091', 'K3+100');
  await page.goto('/sync');
  const section = page.getByRole('region', { name: '邻机交换' });
  await section.getByRole('button', { name: '等邻机' }).click();
  await section.getByRole('button', { name: '取消' }).click();
  await section.getByRole('button', { name: '等邻机' }).click();
  const told = async (name: string) => section.locator('dt', { hasText: name }).locator('xpath=following-sibling::dd').innerText();
  const [address, code] = [await told('地址'), await told('配对码')];
  await settled(page);
  await picture(page, 'neighbour-waits');

  const wrong = code === '000000' ? '000001' : '000000';
  await expect(other.ask(['neighbour', 'meet', address, '--code', wrong])).rejects.toThrow(/配对码不符/);
  await expect(section.getByRole('alert')).toContainText('配对码不符');
  // The folder belongs to its pages, and so does the meeting.
  await expect(laptop.ask(['neighbour', 'meet', address, '--code', code])).rejects.toThrow(/邻机交换请在页面/);
  const met = await other.ask<{ taken: number; given: number }>(['neighbour', 'meet', address, '--code', code]);
  expect(met.given).toBeGreaterThan(0);
  await expect(section.getByText(`已与邻机周明的电脑交换：收到 ${met.given} 笔，给出 ${met.taken} 笔。`)).toBeVisible();
  await expect(section.getByText(/收到照片 1 张/)).toBeVisible();
  await picture(page, 'neighbour-met');
  await page.goto('/k/hazard?words=Y091');
  await expect(page.getByRole('link', { name: /K3\+100/ })).toBeVisible();

  // What calls from the page says what is wrong, on a narrow window as well.
  await page.goto('/sync');
  await page.setViewportSize({ width: 390, height: 844 });
  await section.getByRole('button', { name: '找邻机' }).click();
  await section.getByLabel('地址').fill('127.0.0.1:9');
  await section.getByLabel('配对码').fill('12');
  await section.getByRole('button', { name: '开始交换' }).click();
  await expect(section.getByRole('alert')).toContainText('六位数字');
  await section.getByLabel('配对码').fill('123456');
  await section.getByRole('button', { name: '开始交换' }).click();
  await expect(section.getByRole('alert')).toContainText('127.0.0.1:9 处没有邻机应答');
  await expect(section.getByLabel('地址')).toHaveValue('127.0.0.1:9');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await settled(page);
  await picture(page, 'neighbour-narrow');
});
