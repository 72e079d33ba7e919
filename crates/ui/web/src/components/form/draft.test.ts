import { beforeEach, describe, expect, it } from 'vitest';
import { drafts } from '../../api/drafts';
import { OFFER, SHEET } from '../../test/sample';
import { draftKey, dropDraft, keepDraft, readDraft } from './draft';

const DRAFT = { values: { road_name: '盛马路' }, reason: '', uploads: [], seen: 'd1:4' };

beforeEach(() => drafts.close());

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
    drafts.keep('k', '{');
    expect(readDraft('k')).toBeNull();
  });

  it('belongs to a thing and a step', () => {
    const keys = [draftKey({ kind: 'hazard' }), draftKey({ sheet: SHEET }), draftKey({ sheet: SHEET, offer: OFFER })];
    expect(new Set(keys).size).toBe(keys.length);
  });
});
