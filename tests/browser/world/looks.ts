/** What every page is held to: nothing cut, nothing beyond the edge, nothing a reader's tool stumbles over. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** What axe finds that keeps somebody from using the page. */
export async function barriers(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) => nodes.map((node) => `axe ${id}: ${help}: ${node.html.slice(0, 200)}`));
}

/** Content that reaches beyond the window, and text that is cut without saying so. */
export async function misfits(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    const root = document.scrollingElement ?? document.documentElement;
    if (root.scrollWidth > root.clientWidth) faults.push(`the page is ${root.scrollWidth} wide in a window of ${root.clientWidth}`);

    const hides = (how: string) => how === 'hidden' || how === 'clip';
    const named = (element: Element) => `<${element.tagName.toLowerCase()} class="${element.className}">`;
    /** Whether what is cut is said to be so, and can be read in full by pointing at it. */
    const told = (element: Element, style: CSSStyleDeclaration) =>
      style.textOverflow === 'ellipsis' && element.closest('[title]') !== null;

    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? '';
      const holder = node.parentElement;
      if (!text || !holder || holder.closest('script,style,noscript,svg')) continue;
      if (!holder.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const box = range.getBoundingClientRect();
      if (box.width === 0 || box.height === 0) continue;
      for (let outer: Element | null = holder; outer && outer !== document.body; outer = outer.parentElement) {
        const style = getComputedStyle(outer);
        const edge = outer.getBoundingClientRect();
        // Kept for readers' tools alone.
        if (edge.width <= 1 || edge.height <= 1 || style.clipPath !== 'none') break;
        // What can be scrolled to is not cut.
        if (/auto|scroll/.test(style.overflowX + style.overflowY)) break;
        if (style.position === 'fixed') break;
        // Long tables are scrolled by antd's own hands.
        if (outer.matches('.ant-table-header, .ant-table-tbody-virtual-holder, .ant-table-tbody-virtual-holder > div')) break;
        const aside = hides(style.overflowX) && (box.right > edge.right + 1 || box.left < edge.left - 1);
        const below = hides(style.overflowY) && (box.bottom > edge.bottom + 3 || box.top < edge.top - 3);
        if ((aside || below) && !told(outer, style)) {
          faults.push(`cut: “${text.slice(0, 60)}” in ${named(outer)}`);
          break;
        }
        if (aside || below) break;
      }
    }
    return [...new Set(faults)];
  });
}

/** Everything there is to read: text, and what controls and pictures are called. */
async function readable(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const texts: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node instanceof Element) {
        if (node.closest('[lang="zh-CN"]:not(html)')) continue;
        for (const name of ['aria-label', 'title', 'placeholder', 'alt']) texts.push(node.getAttribute(name) ?? '');
      } else {
        const holder = node.parentElement;
        // A language is named in itself.
        if (!holder || holder.closest('script,style,noscript,[lang="zh-CN"]:not(html)')) continue;
        texts.push(node.textContent ?? '');
      }
    }
    return [...new Set([document.title, ...texts])].filter((text) => text.trim() !== '');
  });
}

/** A plate begins with a Chinese character in every language. */
const PLATE = /[\u4e00-\u9fff][A-Z][A-Z0-9]{4,6}/g;

const CHINESE = /[\u3007\u3400-\u9fff\u{20000}-\u{323af}]+/gu;

/**
 * Chinese words on a page in English that nobody typed.
 *
 * What people wrote, and the names of divisions, come in the answers of the program as they are; a
 * label comes as a pair of both languages. So a Chinese word that stands in no answer outside such a
 * pair is a label somebody forgot.
 */
export async function untranslated(page: Page, answers: unknown[]): Promise<string[]> {
  const known: string[] = [];
  for (const answer of answers) gather(answer, known);
  const data = known.join('\n');
  const faults: string[] = [];
  for (const text of await readable(page)) {
    const strange = (text.replace(PLATE, '').match(CHINESE) ?? []).filter((word) => !data.includes(word));
    if (strange.length > 0) faults.push(`not in English: “${text.trim().slice(0, 80)}” (${strange.join(' ')})`);
  }
  return faults;
}

/** The strings of an answer that are data; of a pair only the English half counts. */
function gather(value: unknown, into: string[]): void {
  if (typeof value === 'string') into.push(value);
  else if (Array.isArray(value)) value.forEach((one) => gather(one, into));
  else if (value && typeof value === 'object') {
    const { zh, en, ...rest } = value as Record<string, unknown>;
    const pair = typeof zh === 'string' && typeof en === 'string';
    if (typeof en === 'string') into.push(en);
    gather(pair ? Object.values(rest) : Object.values(value), into);
  }
}

/** Names of the code where words should stand: a key nobody wrote a word for, a code without a label. */
export async function nameless(page: Page): Promise<string[]> {
  const texts = await readable(page);
  return texts.filter((text) => /^\s*[a-z]+(_[a-z0-9]+)+\s*$|\{\{|\bundefined\b|\bNaN\b|\[object /.test(text)).map((text) => `a bare name: “${text.trim()}”`);
}
