import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { get } from '../api/call';
import { connection } from '../api/connection';
import { drafts } from '../api/drafts';
import { openedWith } from '../api/window';
import { SESSION } from '../test/sample';
import { program, Refused, show } from '../test/world';
import { LockPage } from './LockPage';

const LOCKED = new Refused(423, { code: 'locked', text: { zh: '巡路已加锁', en: '' }, complaints: [] });
const WRONG = new Refused(403, { code: 'passphrase', text: { zh: '口令不对', en: '' }, complaints: [] });

beforeEach(() => connection.signedIn());

describe('a locked laptop', () => {
  it('is noticed by whatever is asked', async () => {
    program({ 'GET /api/today': () => LOCKED });
    await expect(get('/api/today')).rejects.toThrow('locked');
    expect(connection.read().locked).toBe(true);
  });

  it('opens with its passphrase, and keeps nothing of what was on the page', async () => {
    openedWith('word');
    drafts.open('王芳/420625000000', [{ about: 'k', text: 'K12' }]);
    const fetched = program({
      'POST /api/session': (key) => ((key as { passphrase: string }).passphrase === 'right' ? SESSION : WRONG),
    });
    act(() => connection.locked());
    const opened = vi.fn();
    show(<LockPage onOpen={opened} />);
    expect(drafts.read('k')).toBeNull();
    await userEvent.type(screen.getByLabelText('口令'), 'wrong');
    await userEvent.click(screen.getByRole('button', { name: '打开' }));
    expect(await screen.findByText('口令不对')).toBeInTheDocument();
    await userEvent.clear(screen.getByLabelText('口令'));
    await userEvent.type(screen.getByLabelText('口令'), 'right');
    await userEvent.click(screen.getByRole('button', { name: '打开' }));
    await waitFor(() => expect(opened).toHaveBeenCalled());
    const sent: unknown = JSON.parse(fetched.mock.lastCall?.[1]?.body as string);
    expect(sent).toEqual({ by: 'passphrase', word: 'word', passphrase: 'right' });
    expect(connection.read().locked).toBe(false);
    expect(Object.keys(localStorage).filter((key) => key !== 'xunlu-window').sort()).toEqual(['xunlu.launch', 'xunlu.program']);
  });
});
