import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { program, Refused } from '../test/world';
import { drafts } from './drafts';

const WANG = `${encodeURIComponent('王芳')}/420625000000`;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** What the program was given, in order. */
function kept(fetched: ReturnType<typeof program>) {
  return fetched.mock.calls.map(([, init]) => JSON.parse(init?.body as string) as { about: string; text: string | null });
}

describe('what is typed', () => {
  it('goes to the program when typing rests, once, and never to the browser', async () => {
    const fetched = program({});
    drafts.open(WANG, []);
    for (const text of ['K', 'K1', 'K12']) drafts.keep('draft/hazard/new', text);
    expect(fetched).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(kept(fetched)).toEqual([{ about: 'draft/hazard/new', text: 'K12' }]);
    drafts.keep('draft/hazard/new', null);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(kept(fetched)[1]).toEqual({ about: 'draft/hazard/new', text: null });
    // The word of the window is all that a browser keeps.
    expect(Object.keys(localStorage).filter((key) => key !== 'xunlu-window')).toEqual([]);
  });

  it('is sent again until the program has it, and says so meanwhile', async () => {
    let full = true;
    const problem = { code: 'disk', text: { zh: '磁盘已满', en: 'the disk is full' }, complaints: [] };
    const fetched = program({ 'POST /api/drafts': () => (full ? new Refused(507, problem) : null) });
    drafts.open(WANG, []);
    drafts.keep('k', 'K12');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(drafts.troubled()).toBe(true);
    full = false;
    await vi.advanceTimersByTimeAsync(4_000);
    expect(drafts.troubled()).toBe(false);
    expect(kept(fetched)).toHaveLength(2);
  });

  it('is forgotten when its writer leaves', () => {
    drafts.open(WANG, [{ about: 'k', text: 'K12' }]);
    expect(drafts.read('k')).toBe('K12');
    drafts.open('another', []);
    expect(drafts.read('k')).toBeNull();
  });
});

describe('what earlier versions left in the browser', () => {
  it('is taken over once by its writer, and removed when the program has it', async () => {
    localStorage.setItem(`xunlu.draft/${WANG}/hazard/new`, 'of 王芳');
    localStorage.setItem('xunlu.draft/another/420625000000/hazard/new', 'of another');
    localStorage.setItem('xunlu.habit.batch/王芳/420625000000', '[]');
    localStorage.setItem('xunlu.habit.persuasion', '{}');
    localStorage.setItem('xunlu.lang', 'en');
    const fetched = program({});
    drafts.open(WANG, []);
    expect(drafts.read('draft/hazard/new')).toBe('of 王芳');
    expect(localStorage).toHaveLength(5);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(kept(fetched).map(({ about }) => about)).toEqual(['draft/hazard/new', 'habit/batch', 'habit/persuasion']);
    const left = Object.keys(localStorage).filter((key) => key !== 'xunlu-window');
    expect(left.sort()).toEqual(['xunlu.draft/another/420625000000/hazard/new', 'xunlu.lang']);
  });

  it('stays where it is while the program refuses', async () => {
    localStorage.setItem(`xunlu.draft/${WANG}/hazard/new`, 'of 王芳');
    program({ 'POST /api/drafts': () => new Error('no network') });
    drafts.open(WANG, []);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(localStorage).toHaveLength(1);
  });
});
