/** What hands do at a page, where Playwright has no single word for it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import { YEAR } from './places';

/** So many presses of a key lead anywhere on a page of ours; more would be no way to work. */
const FAR = 90;

/** Goes to a control with the keyboard alone. */
export async function tabTo(page: Page, control: Locator): Promise<void> {
  await expect(control).toBeVisible();
  for (let pressed = 0; pressed < FAR; pressed += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${FAR} presses of Tab do not lead to ${control.toString()}`);
}

/** Goes to a control and presses it, with the keyboard alone. */
export async function press(page: Page, control: Locator, key = 'Space'): Promise<void> {
  await tabTo(page, control);
  await page.keyboard.press(key);
}

/** Goes to a field and types, with the keyboard alone. */
export async function type(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(text);
}

/** A photo of the demo's day. */
export function photo(name: 'bend' | 'hole' | 'sight' | 'water' | 'filled'): string {
  return join(YEAR, `${name}.jpg`);
}

/** Drags a photo from the desktop onto a place of the page. */
export async function drop(page: Page, place: Locator, file: string): Promise<void> {
  const bytes = readFileSync(file).toString('base64');
  const carried = await page.evaluateHandle((text) => {
    const data = new DataTransfer();
    const picture = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    data.items.add(new File([picture], '现场.jpg', { type: 'image/jpeg' }));
    return data;
  }, bytes);
  await place.dispatchEvent('dragover', { dataTransfer: carried });
  await place.dispatchEvent('drop', { dataTransfer: carried });
}

/** Chooses from a list that opens; what is typed narrows it. */
export async function choose(page: Page, field: Locator, text: string): Promise<void> {
  await field.click();
  await field.fill(text);
  await page.locator('.ant-select-item-option', { hasText: text }).first().click();
}

/** One of the codes that stand side by side. */
export async function pick(within: Locator | Page, field: string, code: string): Promise<void> {
  await within.getByRole('group', { name: field, exact: true }).getByRole('button', { name: code, exact: true }).click();
}

/** Types a day, which a calendar would otherwise stand over. */
export async function date(within: Locator, field: string, text: string): Promise<void> {
  await within.getByLabel(field).fill(text);
  await within.page().keyboard.press('Enter');
}

/** Chooses a file for a field and waits until it has arrived. */
export async function attach(field: Locator, file: string): Promise<void> {
  const choosing = field.page().waitForEvent('filechooser');
  await field.getByRole('button', { name: '选择文件' }).click();
  await (await choosing).setFiles(file);
  await expect(field.getByRole('img')).toHaveCount(1);
}

/** The record that is shown beside a list. */
export function details(page: Page): Locator {
  return page.getByRole('region', { name: '所选记录' });
}

/** Takes a step of the record that is shown; `fill` does what its form asks for. */
export async function step(page: Page, name: string, fill?: (dialog: Locator) => Promise<void>): Promise<void> {
  await details(page).getByRole('button', { name: new RegExp(`^${name}\\d?$`) }).click();
  const dialog = page.getByRole('dialog', { name: new RegExp(`^${name}`) });
  await fill?.(dialog);
  await dialog.getByRole('button', { name, exact: true }).click();
  await expect(dialog).toBeHidden();
}
