/** Finding a violation by the words officers use for it. */
import type { Code, CodeList, Violation } from '../../api/types';

/** What officers say, and how the list calls it. */
const SAID: [string, string][] = [
  ['无证', '未取得驾驶证'],
  ['无牌', '未悬挂号牌'],
  ['醉驾', '醉酒'],
  ['毒驾', '吸毒'],
  ['电动车', '电动自行车'],
  ['电瓶车', '电动自行车'],
  ['三轮', '三轮汽车'],
  ['没年检', '逾期未检验'],
  ['年检', '检验'],
  ['脱审', '逾期未检验'],
  ['保险', '交强险'],
  ['逆行', '逆'],
  ['打电话', '接打手机'],
  ['手机', '接打手机'],
];

export interface Heading {
  code: string;
  codes: Code[];
}

/** The violations that hold every word, under the headings of their list. */
export function findViolations(list: CodeList, typed: string, today: string): Heading[] {
  const words = typed.normalize('NFKC').toLowerCase().split(/\s+/).filter((word) => word !== '');
  const fits = (code: Code) => words.every((word) => spellings(word).some((one) => textOf(list, code).includes(one)));
  const found = list.codes.filter((code) => (code.until === null || code.until >= today) && fits(code));
  return list.groups
    .map((group) => ({ code: group.code, codes: found.filter((code) => code.group === group.code) }))
    .filter((heading) => heading.codes.length > 0);
}

function spellings(word: string): string[] {
  return [word, ...SAID.filter(([said]) => said === word).map(([, called]) => called)];
}

function textOf(list: CodeList, code: Code): string {
  const group = list.groups.find((one) => one.code === code.group);
  return [code.code, code.label.zh, code.label.en, group?.label.zh, group?.label.en].join(' ').toLowerCase();
}

/** What the law says of a violation on the day of a moment. */
export function lawOn(rows: Violation[], key: string, moment: string): Violation | undefined {
  const day = moment.slice(0, 10);
  return rows.find((row) => row.key === key && (row.from ?? '') <= day && (row.until === null || day <= row.until));
}
