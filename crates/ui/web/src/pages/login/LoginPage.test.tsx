import { waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { connection } from '../../api/connection';
import { program, Refused, show } from '../../test/world';
import LoginPage from './LoginPage';

beforeEach(() => connection.signedIn());
afterEach(() => vi.unstubAllGlobals());

it('notices that a laptop was left locked, so that the next officer is asked for a passphrase', async () => {
  localStorage.setItem('xunlu.program', 'laptop');
  program({ 'GET /api/session': () => new Refused(423, { code: 'locked', text: { zh: '巡路已加锁', en: '' }, complaints: [] }) });
  show(<LoginPage />);
  await waitFor(() => expect(connection.read().locked).toBe(true));
});

it('asks an office nothing before somebody signs in', () => {
  localStorage.setItem('xunlu.program', 'office');
  const fetched = program({});
  show(<LoginPage />);
  expect(fetched).not.toHaveBeenCalled();
});
