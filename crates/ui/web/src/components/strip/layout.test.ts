import { describe, expect, it } from 'vitest';
import { madeRow } from '../../test/made';
import { labelOf, layoutStrip, stakeTicks, stretch, tailOf, textWidth, type StripMark } from './layout';

const scale = { from: 0, to: 10_000, width: 900 };

function at(id: string, from: number, to = from) {
  return madeRow(id, { stake: [from, to], title: `盛土线 Y014 K${Math.floor(from / 1000)}+${String(from % 1000).padStart(3, '0')} 急弯、临崖` });
}

/** Many hazards, close together and far apart, from a small generator so that every run is the same. */
function crowd(count: number): ReturnType<typeof at>[] {
  let seed = 11;
  return Array.from({ length: count }, (_, number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    const from = seed % 10_000;
    return at(`h${number}`, from, number % 3 === 0 ? from + 400 : from);
  });
}

const span = (mark: StripMark) => [mark.x, mark.x + textWidth(mark.label)] as const;

describe('labels of a strip', () => {
  const marks = layoutStrip(crowd(60), scale, 7);
  const labelled = marks.filter((mark) => mark.lane >= 0);

  it('never overlap in their row', () => {
    for (const a of labelled) {
      for (const b of labelled) {
        if (a === b || a.lane !== b.lane) continue;
        expect(span(a)[1] < span(b)[0] || span(b)[1] < span(a)[0]).toBe(true);
      }
    }
  });

  it('are crossed by no line of another one', () => {
    for (const high of labelled) {
      for (const low of labelled.filter((mark) => mark.lane < high.lane)) {
        const [start, end] = span(low);
        expect(high.x > start && high.x < end).toBe(false);
      }
    }
  });

  it('are there wherever there is room, and left out rather than squeezed', () => {
    expect(labelled.length).toBeGreaterThan(15);
    expect(layoutStrip([at('a', 0), at('b', 5000)], scale, 7).every((mark) => mark.lane === 6)).toBe(true);
    const ten = Array.from({ length: 10 }, (_, n) => at(`x${n}`, 100));
    expect(layoutStrip(ten, scale, 3).filter((mark) => mark.lane >= 0)).toHaveLength(3);
  });
});

describe('marks and bars of a strip', () => {
  it('stand one above the other at the same stake', () => {
    expect(layoutStrip([at('a', 500), at('b', 500), at('c', 9000)], scale, 7).map((mark) => mark.level)).toEqual([0, 1, 0]);
  });

  it('give sections that overlap a line each, and single stakes none', () => {
    const bars = layoutStrip([at('a', 0, 2000), at('b', 1000, 1500), at('c', 4000)], scale, 7).map((mark) => mark.bar);
    expect(bars).toEqual([0, 1, -1]);
  });

  it('leave out what has no stake', () => {
    expect(layoutStrip([madeRow('a')], scale, 7)).toEqual([]);
  });
});

describe('what is written on a strip', () => {
  it('leaves the road out of the label and cuts by letters', () => {
    expect(labelOf(at('a', 12_280))).toBe('K12+280 急弯、临崖');
    const rare = madeRow('b', { stake: [0, 0], title: `K0+000 ${'𡌶'.repeat(20)}` });
    expect(labelOf(rare)).toBe(`K0+000 ${'𡌶'.repeat(14)}…`);
  });

  it('begins and ends at whole kilometres and ticks in between', () => {
    expect(stretch(1050, 1050)).toEqual({ from: 1000, to: 2000 });
    expect(stretch(1000, 1000)).toEqual({ from: 1000, to: 2000 });
    expect(stakeTicks({ from: 0, to: 4000, width: 650 })).toEqual([0, 500, 1000, 1500, 2000, 2500, 3000, 3500, 4000]);
  });

  it('leaves room for the label at the end of the road', () => {
    const end = at('a', 9990);
    expect(tailOf([end], scale)).toBeGreaterThanOrEqual(textWidth(labelOf(end)) - 10);
    expect(tailOf([at('b', 0)], scale)).toBe(30);
  });
});
