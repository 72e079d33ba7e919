/**
 * One hazard from the road to the look-back, by three people who begin at the demo's first page: a
 * new user's first hour.
 */
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { attach, choose, date, details, photo, pick, step } from './world/hands';
import { expect, settled, test } from './world/people';
import { YEAR } from './world/places';
import { Serving } from './world/programs';
import { day } from './world/road';
import { Watch } from './world/watch';

/** Goes to a page of the program somebody is at. */
const visit = (page: Page, address: string) => page.goto(new URL(address, page.url()).href);

test('log → sync → review → list → overdue → remind → accept → close → look back', async ({ browser }, info) => {
  test.setTimeout(300_000);
  const folder = info.outputPath('demo');
  cpSync(YEAR, folder, { recursive: true });
  const demo = await Serving.start('xunlu-server', ['demo', '--keep', folder, '--no-open'], info.outputPath('demo.log'));
  const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', viewport: { width: 1366, height: 768 } });
  const watch = new Watch(context);
  try {
    const start = await context.newPage();
    await expect(async () => expect(readFileSync(join(folder, 'start.html'), 'utf8')).toContain('/open#word=')).toPass({ timeout: 60_000 });
    await start.goto(`file://${join(folder, 'start.html')}`);
    const enter = async (post: string): Promise<Page> => {
      const [page] = await Promise.all([context.waitForEvent('page'), start.getByRole('link', { name: new RegExp(post) }).click()]);
      await expect(page.getByRole('main')).toBeVisible();
      await settled(page);
      return page;
    };
    const officer = await enter('盛康派出所民警');
    const county = await enter('谷城县协调员');
    const city = await enter('襄阳市支队');

    // The officer logs it and sends it up.
    await officer.getByRole('navigation', { name: /常/ }).or(officer.locator('.quick')).getByRole('link', { name: /隐患/ }).click();
    await officer.getByRole('button', { name: '急弯', exact: true }).click();
    await pick(officer, '道路性质', '乡道');
    await officer.getByLabel('道路编号').fill('Y099');
    await officer.getByLabel('起点桩号').fill('K6+500');
    await officer.getByRole('group', { name: '本辖区的村（社区）' }).getByRole('button', { name: '贾庙' }).click();
    await attach(officer.getByRole('group', { name: '整改前照片' }), photo('bend'));
    await officer.getByLabel('隐患现状').fill('急弯外侧护栏缺失');
    await pick(officer, '通行客车/校车', '是');
    await officer.getByRole('button', { name: '保存并上报' }).click();
    await expect(officer.getByText('已保存并上报')).toBeVisible();
    const sync = async () => {
      await officer.getByRole('link', { name: '同步', exact: true }).click();
      await officer.getByRole('button', { name: '立即同步' }).click();
      await expect(officer.getByText('全部改动都已得到服务器回执。')).toBeVisible();
      await expect(officer.getByRole('button', { name: '立即同步' })).toBeEnabled();
    };
    await sync();

    // The county reviews it, has a letter served, and tells the body: the day is past already.
    await visit(county, '/queue?words=Y099');
    await county.getByRole('list', { name: '待审列表' }).getByRole('button').first().click();
    await step(county, '认定', async (dialog) => {
      await pick(dialog, '隐患等级', '较大');
      await pick(dialog, '处置方式', '工程治理');
      await dialog.getByLabel('责任单位').fill('盛康镇人民政府');
    });
    await visit(county, '/queue?words=Y099&status=all');
    await county.getByRole('list', { name: '待审列表' }).getByRole('button').first().click();
    const hazard = new URL(county.url()).searchParams.get('id');
    await details(county).getByRole('button', { name: '起草函件' }).click();
    const draft = county.getByRole('dialog', { name: /^起草函件/ });
    await draft.getByLabel('文号').fill('谷道安办〔2026〕99号');
    await draft.getByRole('button', { name: '保存', exact: true }).click();
    await step(county, '签发');
    await step(county, '送达', async (dialog) => {
      await pick(dialog, '送达方式', '直接送达');
      await date(dialog, '送达时间', `${day(-50)} 09:00`);
      await dialog.getByLabel('签收人').fill('镇交管站');
      await attach(dialog.getByRole('group', { name: '送达回证照片' }), photo('sight'));
    });
    await visit(county, `/queue?status=all&words=Y099&id=${hazard}`);
    await step(county, '告知/下发通知', async (dialog) => date(dialog, '整改期限', day(-20)));
    await expect(details(county).getByText('逾期 20 天').first()).toBeVisible();

    // It is overdue: the city reminds, and lists it.
    await visit(city, '/board');
    const escalations = city.getByRole('region', { name: '待发送的催办与提请' });
    await escalations.getByRole('button', { name: /第2次催办函/ }).click();
    const line = escalations.getByRole('row').filter({ hasText: 'Y099' });
    const next = escalations.getByRole('listitem', { name: '2', exact: true });
    await expect(line.or(next).first()).toBeVisible();
    if (!(await line.isVisible())) await next.click();
    await line.getByRole('button', { name: '查看并发送' }).click();
    const drawer = city.getByRole('dialog');
    await drawer.getByRole('button', { name: '确认生成' }).click();
    await drawer.getByRole('button', { name: '发送', exact: true }).click();
    await date(drawer, '发送日期', day());
    await drawer.locator('form').getByRole('button', { name: '发送', exact: true }).click();
    await expect(drawer.getByText('已生成，状态：已发送')).toBeVisible();
    await visit(city, '/supervision');
    await city.getByRole('button', { name: '发起挂牌督办' }).click();
    await choose(city, city.getByLabel('隐患', { exact: false }).first(), 'Y099');
    await pick(city, '挂牌级别', '市级');
    await city.getByLabel('责任单位').fill('盛康镇人民政府');
    await city.getByRole('button', { name: '保存', exact: true }).click();
    await city.getByRole('button', { name: '挂牌', exact: true }).click();
    const listing = city.getByRole('dialog');
    await listing.getByLabel('督办单位').fill('襄阳市道路交通安全委员会办公室');
    await listing.getByLabel('挂牌督办通知书文号').fill('襄道安办督〔2026〕99号');
    await date(listing, '挂牌日期', day());
    await date(listing, '督办期限', day(60));
    await listing.getByRole('button', { name: '挂牌', exact: true }).click();
    await expect(listing).toBeHidden();

    // Put right at the roadside, accepted by two bodies together.
    await sync();
    await visit(officer, `/r/${hazard}`);
    await officer.getByRole('button', { name: '报验', exact: true }).click();
    const submit = officer.getByRole('dialog');
    await attach(submit.getByRole('group', { name: '整改后照片' }), photo('filled'));
    await submit.getByRole('button', { name: '报验', exact: true }).click();
    await expect(submit).toBeHidden();
    await sync();
    await visit(county, `/letters?step=accept&id=${hazard}`);
    await step(county, '验收合格', async (dialog) => {
      const signers = dialog.getByRole('group', { name: /^第 \d 人/ });
      await signers.nth(1).getByLabel('姓名').fill('刘镇长');
      for (const signer of await signers.all()) await signer.getByRole('button', { name: /现在签字/ }).click();
    });

    // What the city listed it looks at on the spot, lifts, and closes; the county looks back.
    await visit(city, '/supervision');
    await city.getByRole('list', { name: '挂牌督办各阶段' }).getByRole('button', { name: /99号/ }).click();
    const lift = city.getByRole('dialog');
    await lift.getByRole('button', { name: '现场复查合格', exact: true }).click();
    await date(lift, '现场复查日期', day());
    for (const what of ['措施', '责任', '资金', '时限', '预案']) await lift.getByLabel(what, { exact: true }).fill('已落实');
    await lift.locator('form').getByRole('button', { name: '现场复查合格', exact: true }).click();
    await lift.getByRole('button', { name: '摘牌', exact: true }).click();
    await lift.getByLabel('解除督办通知文号').fill('襄道安办解〔2026〕9号');
    await date(lift, '摘牌日期', day());
    await lift.locator('form').getByRole('button', { name: '摘牌', exact: true }).click();
    await expect(city.getByRole('dialog', { name: /已摘牌/ })).toBeVisible();

    await visit(city, `/r/${hazard}`);
    await city.getByRole('button', { name: '销号', exact: true }).click();
    const close = city.getByRole('dialog');
    await close.getByLabel('销号审批表文号').fill('襄销〔2026〕9号');
    await close.getByRole('button', { name: '销号', exact: true }).click();
    await expect(close).toBeHidden();
    await expect(city.getByText('已销号').first()).toBeVisible();
    await visit(county, '/k/lookback/new');
    await choose(county, county.getByRole('combobox', { name: /^\*?隐患/ }), 'Y099');
    await county.getByRole('group', { name: '回头看依据' }).getByRole('button').first().click();
    await county.getByRole('button', { name: '保存', exact: true }).click();
    await county.getByRole('button', { name: '完成', exact: true }).click();
    const look = county.getByRole('dialog');
    await look.getByLabel('检查人').fill('王芳');
    await date(look, '检查日期', day());
    await pick(look, '设施是否完好', '是');
    await pick(look, '是否反弹', '否');
    await attach(look.getByRole('group', { name: '照片' }), photo('filled'));
    await look.getByRole('group', { name: '结论' }).getByRole('button').first().click();
    await look.getByRole('button', { name: '完成', exact: true }).click();
    await expect(look).toBeHidden();
    await expect(county.getByText('已完成').first()).toBeVisible();
  } finally {
    await context.close();
    await demo.stop();
  }
  expect(watch.faults()).toEqual([]);
});
