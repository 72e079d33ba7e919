/** Somebody comes to work at a laptop that is there: invited at the office, added at the laptop, approved over the phone, and sent away once the laptop is lost. */
import type { Page } from '@playwright/test';
import { choose } from './world/hands';
import { barriers, misfits, nameless, untranslated } from './world/looks';
import { apart, drawn, expect, picture, settled, sitDown, type Person } from './world/people';
import { PLACES } from './world/site';

/** At an office apart: new laptops wait here, and elsewhere they do not. */
const test = apart();

/** Whether a page can be read and used, in both languages. */
async function lookedAt({ page, watch }: Person, name: string): Promise<void> {
  await settled(page);
  await picture(page, name);
  expect.soft([...(await misfits(page)), ...(await nameless(page)), ...(await barriers(page))], name).toEqual([]);
  await page.getByRole('button', { name: 'English' }).click();
  await drawn(page);
  await picture(page, `${name}-en`);
  expect.soft([...(await misfits(page)), ...(await untranslated(page, watch.answers))], name).toEqual([]);
  await page.getByRole('button', { name: '中文' }).click();
}

const LI = '武当山下的三条岔路口';
const WU = '汉江边的第七个渡口啊';

async function unlock(page: Page, passphrase: string): Promise<void> {
  await page.getByLabel('口令').fill(passphrase);
  await page.getByRole('button', { name: '打开' }).click();
  await expect(page.getByRole('navigation', { name: '主导航' })).toBeVisible();
}

async function sync(page: Page): Promise<void> {
  await page.goto('/sync');
  await page.getByRole('button', { name: '立即同步' }).click();
}

test('a second officer is invited, added with the typed lines, approved, and sent away', async ({ browser, site, people }) => {
  const at = async (name: string, role: string): Promise<Person> => {
    await site.ask(['account', 'add', name, '--role', role, '--unit', PLACES.county]);
    const person = await sitDown(browser, await site.link(name), people);
    await expect(person.page.getByRole('heading', { name: '设备与人员' })).toBeVisible();
    return person;
  };
  const laptop = await site.laptop('李大勇', 'officer', { passphrase: LI });
  await site.ask(['enrolments', 'policy', '--approval', 'on']);
  const system = await at('孙系统', 'sys_admin');
  const security = await at('周安全', 'sec_admin');
  const [admin, keys] = [system.page, security.page];

  // The one invites, who cannot approve.
  await admin.getByRole('button', { name: '邀请一台电脑' }).click();
  const dialog = admin.getByRole('dialog');
  await choose(admin, dialog.getByRole('combobox', { name: '区划' }), '盛康');
  await dialog.getByRole('combobox', { name: '角色' }).click();
  await admin.locator('.ant-select-item-option', { hasText: '派出所民警' }).click();
  await dialog.getByLabel('使用人姓名').fill('吴新');
  await picture(admin, 'devices-invite');
  await dialog.getByRole('button', { name: '生成邀请' }).click();
  await expect(dialog.getByRole('img', { name: '邀请的二维码' })).toBeVisible();
  const lines = await dialog.getByLabel('可手工输入的各行').innerText();
  expect(lines.trim().split('\n')).toHaveLength(4);
  await picture(admin, 'devices-invited');
  const [paper] = await Promise.all([admin.context().waitForEvent('page'), dialog.getByRole('button', { name: '打开打印页' }).click()]);
  await expect(paper.getByText(lines.split('\n')[1] ?? 'none').first()).toBeVisible();
  await picture(paper, 'devices-paper');
  await paper.close();
  await dialog.getByRole('button', { name: '完成' }).click();
  await expect(admin.getByText(lines.split('\n')[1] ?? 'none')).toHaveCount(0);
  await expect(admin.getByRole('row').filter({ hasText: '吴新' })).toContainText('未使用');

  // At the laptop a colleague is at work; the new one types.
  const officer = await sitDown(browser, await laptop.start(), people);
  const { page } = officer;
  await unlock(page, LI);
  await page.goto('/officers');
  await page.getByRole('button', { name: '添加一位民警' }).click();
  const joining = page.getByRole('dialog');
  await joining.getByLabel('邀请', { exact: true }).fill(lines.toLowerCase().replace('\n', '  '));
  await joining.getByLabel('新民警的姓名').fill('吴新');
  await joining.getByLabel('本人的口令').fill(WU);
  await joining.getByLabel('再输入一次').fill(`${WU}！`);
  await joining.getByRole('button', { name: '添加', exact: true }).click();
  await expect(joining.getByText('两次输入的口令不一样')).toBeVisible();
  await joining.getByLabel('再输入一次').fill(WU);
  await picture(page, 'officers-add');
  await joining.getByRole('button', { name: '添加', exact: true }).click();
  await expect(page.getByText(/已添加 吴新/)).toBeVisible();
  await lookedAt(officer, 'officers');

  // In their own name, and waiting.
  await page.getByRole('button', { name: '退出' }).click();
  await unlock(page, WU);
  await expect(page.getByRole('banner')).toContainText('吴新');
  await sync(page);
  await expect(page.getByText('等待管理员批准本机登记')).toBeVisible();

  // The other one approves.
  await keys.reload();
  await keys.getByRole('button', { name: '批准', exact: true }).click();
  await picture(keys, 'devices-approve');
  await keys.getByRole('button', { name: '一致，批准' }).click();
  await expect(keys.getByRole('row').filter({ hasText: '吴新' })).toContainText('已批准');
  await sync(page);
  await expect(page.getByText('全部改动都已得到服务器回执。')).toBeVisible();

  // The laptop is lost.
  await admin.reload();
  await admin.getByLabel('按姓名、单位或设备编号查找').fill('吴新');
  const device = admin.getByRole('row').filter({ hasText: 'Ed25519' });
  await expect(device).toHaveCount(1);
  await expect(device).toContainText('有效');
  await device.getByRole('button', { name: '停用' }).click();
  const asked = admin.getByRole('dialog');
  await expect(asked.getByRole('button', { name: '停用' })).toBeDisabled();
  await asked.getByLabel('理由').fill('电脑丢失');
  await picture(admin, 'devices-revoke');
  await asked.getByRole('button', { name: '停用' }).click();
  await expect(device).toContainText('已停用');
  await lookedAt(system, 'devices');
  await sync(page);
  await expect(page.getByText(/已被停用（电脑丢失）/)).toBeVisible();
  await page.context().close();
});
