import { describe, expect, it, vi } from 'vitest';
import { OFFER, SESSION, SHEET } from '../../test/sample';
import { canKeepDrafts, draftKey, dropDraft, keepDraft, readDraft } from './draft';

const DRAFT = { values: { road_name: '盛马路' }, reason: '', uploads: [], seen: 'd1:4' };

describe('a draft', () => {
  it('is kept as it was typed and dropped when asked', () => {
    keepDraft('k', DRAFT);
    expect(readDraft('k')).toEqual(DRAFT);
    dropDraft('k');
    expect(readDraft('k')).toBeNull();
  });

  it('is not kept when nothing was typed', () => {
    keepDraft('k', DRAFT);
    keepDraft('k', { values: {}, reason: '', uploads: [] });
    expect(readDraft('k')).toBeNull();
  });

  it('that cannot be read is no draft', () => {
    localStorage.setItem('k', '{');
    expect(readDraft('k')).toBeNull();
  });

  it('belongs to a person, a thing and a step', () => {
    const keys = [
      draftKey(SESSION, { kind: 'hazard' }),
      draftKey({ ...SESSION, person: '李四' }, { kind: 'hazard' }),
      draftKey(SESSION, { sheet: SHEET }),
      draftKey(SESSION, { sheet: SHEET, offer: OFFER }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('a browser that keeps none says so and goes on', () => {
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    expect(canKeepDrafts()).toBe(false);
    keepDraft('k', DRAFT);
  });
});
