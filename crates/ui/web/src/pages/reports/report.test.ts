import { expect, test } from 'vitest';
import { CatalogBook } from '../../api/catalog';
import type { Catalog, Cell, Part } from '../../api/types';
import { behindCell, cellText, isSum, numberText, pieces } from './report';

const text = (zh: string): Cell => ({ text: { zh, en: zh } });
const number = (units: number, decimals = 0): Cell => ({ number: { units, decimals } });
const part = (names: string[], rows: Cell[][]): Part => ({
  title: { zh: '', en: '' },
  columns: names.map((name) => ({ name, label: { zh: name, en: name } })),
  rows,
  text: null,
  total: null,
});
const book = new CatalogBook({ kinds: [], codes: [], measures: [{ name: 'found' }, { name: 'cases' }] } as unknown as Catalog);
const zh = (one: { zh: string }) => one.zh;

test('numbers and shares are written as on paper', () => {
  expect([numberText(-5, 2), numberText(12345, 2), numberText(7, 0)]).toEqual(['-0.05', '123.45', '7']);
  expect(cellText({ share: { of: 1, to: 3, text: '33.33%' } }, zh)).toBe('33.33% (1/3)');
  expect(cellText({ share: { of: 0, to: 0, text: '—' } }, zh)).toBe('—');
});

test('a figure opens the records of its row, the line of a level itself opens nothing', () => {
  const table = part(
    ['division', 'code', 'found', 'other'],
    [
      [text('甲'), text('11'), number(3), number(4)],
      [text('(本级)'), text('1'), number(2), number(0)],
      [text('合计'), text('1'), number(5), number(4)],
    ],
  );
  expect(behindCell(table, 0, 2, book)).toEqual({ measure: 'found', under: '11' });
  expect(behindCell(table, 0, 3, book)).toBeNull();
  expect(behindCell(table, 1, 2, book)).toBeNull();
  expect(behindCell(table, 2, 2, book)).toEqual({ measure: 'found', under: '1' });
  expect([isSum(table, 0), isSum(table, 2)]).toEqual([false, true]);
});

test('a list without codes links nothing and has no sum', () => {
  const list = part(['serial', 'found'], [[number(1), number(3)]]);
  expect(behindCell(list, 0, 1, book)).toBeNull();
  expect(isSum(list, 0)).toBe(false);
});

test('the figures of a paragraph are found in their order', () => {
  const listed = part(['label', 'name', 'value'], [
    [text('案件'), text('cases'), text('1')],
    [text('隐患'), text('found'), text('2')],
    [text('再'), text('cases'), text('100')],
  ]);
  const sentence = '2026-01-01 … 2026-11-28，某县2镇签订11份，案件1件（同比+2.00%，2%），隐患2处，100.5，共100。';
  expect(pieces(sentence, listed, '某县').filter((piece) => piece.measure)).toEqual([
    { text: '1', measure: 'cases' },
    { text: '2', measure: 'found' },
    { text: '100', measure: 'cases' },
  ]);
  expect(pieces(sentence, listed, '某县').map((piece) => piece.text).join('')).toBe(sentence);
});
