import { beforeEach, describe, expect, it, vi } from 'vitest';
import { address, ApiError, get, post, remove } from './call';
import { connection } from './connection';
import type { Problem } from './types';

const PROBLEM: Problem = {
  code: 'form',
  text: { zh: '请改正', en: 'mend it' },
  complaints: [{ field: 'road_name', code: 'required', zh: '必填', en: 'required' }],
};

function answer(response: Response | Error) {
  vi.stubGlobal('fetch', () => (response instanceof Response ? Promise.resolve(response) : Promise.reject(response)));
}

async function refusal(): Promise<ApiError> {
  const error: unknown = await get('/api/x').catch((caught: unknown) => caught);
  if (!(error instanceof ApiError)) throw new Error('no refusal');
  return error;
}

beforeEach(() => connection.signedIn());

describe('what the program refuses', () => {
  it('is an error with its code, its text and its complaints', async () => {
    answer(Response.json(PROBLEM, { status: 422 }));
    const error = await refusal();
    expect(error.status).toBe(422);
    expect(error.code).toBe('form');
    expect(error.text).toEqual(PROBLEM.text);
    expect(error.complaints).toEqual(PROBLEM.complaints);
    expect(connection.read()).toEqual({ lost: false, signedOut: false, locked: false });
  });

  it('is noticed by the whole app when nobody is signed in any more', async () => {
    answer(Response.json({ ...PROBLEM, code: 'signed_out' }, { status: 401 }));
    expect((await refusal()).code).toBe('signed_out');
    expect(connection.read().signedOut).toBe(true);
  });

  it('says so when it is not understood', async () => {
    answer(new Response('<html>', { status: 500 }));
    expect((await refusal()).code).toBe('not_understood');
    answer(new Response('no JSON', { status: 200 }));
    expect((await refusal()).code).toBe('not_understood');
  });
});

describe('a program that does not answer', () => {
  it.each([new TypeError('failed'), new Response('', { status: 502 }), new Response('', { status: 503 })])(
    'is lost until it answers again: %s',
    async (response) => {
      answer(response);
      const error = await refusal();
      expect(error.unreachable).toBe(true);
      expect(error.text.zh).toContain('已保存的都在');
      expect(connection.read().lost).toBe(true);
      answer(Response.json([]));
      await get('/api/x');
      expect(connection.read().lost).toBe(false);
    },
  );

  it('is not one whose key does not sign just now', async () => {
    answer(Response.json({ ...PROBLEM, code: 'signer' }, { status: 503 }));
    expect((await refusal()).code).toBe('signer');
    expect(connection.read().lost).toBe(false);
  });

  it('is not what an abandoned question means', async () => {
    answer(new DOMException('gone', 'AbortError'));
    await expect(get('/api/x')).rejects.toThrow('gone');
    expect(connection.read().lost).toBe(false);
  });
});

describe('questions', () => {
  it('carry the parts that say something', () => {
    expect(address('/api/records', {})).toBe('/api/records');
    expect(address('/api/records', { kind: 'hazard', words: '盛康 急弯', status: '', skip: 0, under: undefined, conflict: true })).toBe(
      '/api/records?kind=hazard&words=%E7%9B%9B%E5%BA%B7+%E6%80%A5%E5%BC%AF&skip=0&conflict=true',
    );
  });

  it('send JSON and take an empty answer', async () => {
    const fetched = vi.fn(() => Promise.resolve(new Response(null, { status: 204 })));
    vi.stubGlobal('fetch', fetched);
    await post('/api/session', { by: 'link', word: 'w' });
    await remove('/api/session');
    expect(fetched).toHaveBeenCalledWith('/api/session', expect.objectContaining({ method: 'POST', body: '{"by":"link","word":"w"}' }));
    expect(fetched).toHaveBeenLastCalledWith('/api/session', expect.objectContaining({ method: 'DELETE' }));
  });
});
