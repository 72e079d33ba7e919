import { describe, expect, it } from 'vitest';
import { ApiError } from '../../api/call';
import { runBatch, type Progress, type Row } from './batch';
import { NOBODY, partyEntries, readParties, withLedger, withParties, type Party } from './parties';

describe('pasted lists', () => {
  it('are told apart by their look, in any order', () => {
    const [one, two] = readParties(
      '序号\t姓名\t电话\n1\t赵大山\t13800138000\t艾家畈村3组\t鄂F12345\n2，钱小河，42062519800101123x，139 0013 9000',
      false,
    );
    expect(one).toEqual({ ...NOBODY, name: '赵大山', phone: '13800138000', address: '艾家畈村3组', plate: '鄂F12345' });
    expect(two).toEqual({ ...NOBODY, name: '钱小河', phone: '13900139000', idNo: '42062519800101123X' });
  });

  it('take names alone, spaces between columns, and rare characters', () => {
    const read = readParties('𣒍三\n\n  孙有田   13700137000  \n', false);
    expect(read.map((one) => one.name)).toEqual(['𣒍三', '孙有田']);
    expect(read[1]?.phone).toBe('13700137000');
  });

  it('leave wrong numbers where they were meant, for the program to judge', () => {
    const [one] = readParties('钱坏号,138001,4206251980010112345', false);
    expect(one).toEqual({ ...NOBODY, name: '钱坏号', phone: '138001', idNo: '4206251980010112345' });
  });

  it('name the body first where bodies sign', () => {
    expect(readParties('艾家畈村委会,王村长', true)[0]).toEqual({ ...NOBODY, org: '艾家畈村委会', name: '王村长' });
  });

  it('are added once', () => {
    let n = 0;
    const key = () => `k${(n += 1)}`;
    const first = withParties([], readParties('赵大山,13800138000\n钱小河', false), key);
    const more = withParties(first.parties, readParties('赵大山\n赵大山,13700000000', false), key);
    expect(more.doubles).toBe(1);
    expect(more.parties).toHaveLength(3);
  });
});

describe('a party', () => {
  const party: Party = { ...NOBODY, key: 'a', name: '赵大山', plate: '鄂F12345' };

  it('writes only what it says', () => {
    expect(partyEntries(party)).toEqual([
      ['party_b_name', '赵大山'],
      ['vehicles', '[{"plate":"鄂F12345"}]'],
    ]);
  });

  it('is completed from a ledger, under what was typed', () => {
    const filled = withLedger({ ...party, name: '' }, { owner_name: '孙有田', owner_phone: '13700137000', plate: '鄂FA1234' });
    expect(filled).toMatchObject({ name: '孙有田', phone: '13700137000', plate: '鄂F12345' });
  });
});

const row = (key: string, progress: Progress = { state: 'waiting' }): Row => ({ party: { ...NOBODY, key, name: key }, progress });

const refusal = (field: string | null) =>
  new ApiError(422, 'form', { zh: '不行', en: 'no' }, [{ field, code: 'x', zh: '不行', en: 'no' }]);

function run(rows: Row[], create: (party: Party) => Promise<string>, issue: (id: string) => Promise<void> = () => Promise.resolve()) {
  const told = new Map<string, Progress>();
  const made: string[] = [];
  const ending = runBatch(rows, {
    create: (party) => {
      made.push(party.key);
      return create(party);
    },
    issue,
    tell: (key, progress) => told.set(key, progress),
    stopped: () => false,
  });
  return ending.then((how) => ({ how, told, made }));
}

describe('a batch', () => {
  it('issues each row and says so', async () => {
    const { how, told } = await run([row('a'), row('b')], (party) => Promise.resolve(`id-${party.key}`));
    expect(how).toBe('done');
    expect(told.get('b')).toEqual({ state: 'issued', id: 'id-b' });
  });

  it('makes nothing twice when it goes on', async () => {
    const before = [row('a', { state: 'issued', id: '1' }), row('b', { state: 'drafted', id: '2', why: [] }), row('c')];
    const { made, told } = await run(before, () => Promise.resolve('3'));
    expect(made).toEqual(['c']);
    expect(told.get('b')).toEqual({ state: 'issued', id: '2' });
  });

  it('goes on past a row with a wrong number', async () => {
    const create = (party: Party) => (party.key === 'a' ? Promise.reject(refusal('party_b_phone')) : Promise.resolve('1'));
    const { how, told } = await run([row('a'), row('b')], create);
    expect(how).toBe('done');
    expect(told.get('a')?.state).toBe('refused');
    expect(told.get('b')?.state).toBe('issued');
  });

  it('halts at what would meet every row, and keeps what was made', async () => {
    const { how, told, made } = await run([row('a'), row('b')], () => Promise.resolve('1'), () => Promise.reject(refusal(null)));
    expect(how).toBe('halted');
    expect(made).toEqual(['a']);
    expect(told.get('a')).toEqual({ state: 'drafted', id: '1', why: [{ zh: '不行', en: 'no' }] });
  });
});
