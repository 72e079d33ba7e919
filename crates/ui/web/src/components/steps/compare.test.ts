import { describe, expect, it } from 'vitest';
import { both, madeField, madeKind, madeRow, madeSheet, NO_MORE, shown } from '../../test/made';
import { compared, nearOnRoad } from './compare';
import { withReason } from './reasons';
import { signersOf, signersText, usualSigners } from './signers';

const kind = madeKind('hazard', ['reported'], [], {
  fields: [
    madeField('kinds', 'codes', { codes: 'kinds', min_items: 0 }),
    madeField('description', 'text', { max: 1000 }),
    madeField('geo', 'point', NO_MORE),
    madeField('hazard_no', 'text', { max: 40 }, { derived: true }),
  ],
});

const kinds = (value: string[], zh: string) => shown('kinds', value, { zh, en: value.join(', ') });

describe('two records side by side', () => {
  it('mark only the members of a set that one side has alone, whatever their order', () => {
    const [row] = compared(kind, madeSheet([kinds(['cliff', 'no_sign'], '临崖、标志缺失')]), madeSheet([kinds(['no_sign', 'water'], '标志缺失、临水')]));
    expect(row?.left).toEqual([
      { text: { zh: '临崖', en: 'cliff' }, only: true },
      { text: { zh: '标志缺失', en: 'no_sign' }, only: false },
    ]);
    expect(row?.right.map((part) => part.only)).toEqual([false, true]);
    expect(row?.different).toBe(true);
  });

  it('take spaces and the order of names for no difference', () => {
    const text = (value: string) => shown('description', value, both(value));
    const place = (value: object) => shown('geo', value, both('32.1, 111.5'));
    const rows = compared(kind, madeSheet([text(' 急弯  无护栏'), place({ lat: 32.1, lon: 111.5 })]), madeSheet([text('急弯 无护栏 '), place({ lon: 111.5, lat: 32.1 })]));
    expect(rows.map((row) => row.different)).toEqual([false, false]);
  });

  it('mark what only one side says, and leave out what neither says and what the program writes', () => {
    const one = madeSheet([shown('description', '坑槽', both('坑槽')), shown('hazard_no', 'XY-1', both('XY-1'))]);
    const rows = compared(kind, one, madeSheet([]));
    expect(rows.map((row) => [row.field, row.different, row.right.length])).toEqual([['description', true, 0]]);
  });
});

describe('likely duplicates on a road', () => {
  const row = madeRow('a', { stake: [1000, 1200] });

  it('are those of the same kind close by, the nearest first, sections counted from their ends', () => {
    const others = [
      row,
      madeRow('far', { stake: [2000, 2000] }),
      madeRow('b', { stake: [1500, 1500] }),
      madeRow('c', { stake: [700, 950] }),
      madeRow('d', { stake: [1100, 1100] }),
      madeRow('e', { stake: [1100, 1100], kind: 'inspection' }),
      madeRow('f'),
    ];
    expect(nearOnRoad(row, others, 500).map((near) => [near.row.id, near.metres])).toEqual([['d', 0], ['c', 50], ['b', 300]]);
  });

  it('are none of a record without a stake', () => {
    expect(nearOnRoad(madeRow('x'), [row], 500)).toEqual([]);
  });
});

describe('reasons and signatures', () => {
  it('add a reason once', () => {
    expect(withReason('', '照片不清')).toBe('照片不清');
    expect(withReason('请补充', '照片不清')).toBe('请补充；照片不清');
    expect(withReason('照片不清', '照片不清')).toBe('照片不清');
  });

  it('ask the own office and the responsible body first, each once', () => {
    expect(usualSigners('县道安办', '王芳', '盛康镇人民政府').map((signer) => signer.org)).toEqual(['县道安办', '盛康镇人民政府']);
    expect(usualSigners('县道安办', '王芳', '县道安办')).toHaveLength(1);
  });

  it('keep what is said and drop empty lines', () => {
    const text = signersText([{ org: '甲', name: '', opinion: 'agree' }, { org: '' }]);
    expect(signersOf(text)).toEqual([{ org: '甲', opinion: 'agree' }]);
    expect(signersText([{}])).toBe('');
  });
});
