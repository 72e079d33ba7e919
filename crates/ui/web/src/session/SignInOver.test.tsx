import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { connection } from '../api/connection';
import { SESSION } from '../test/sample';
import { program, Refused, show } from '../test/world';
import { LostServer } from '../shell/LostServer';
import { SignInOver } from './SignInOver';

beforeEach(() => connection.signedIn());

describe('an expired sign-in', () => {
  it('is renewed over the page, which keeps what was typed', async () => {
    localStorage.setItem('xunlu.program', 'office');
    program({
      'POST /api/session': (key) =>
        (key as { passphrase: string }).passphrase === 'right'
          ? { ...SESSION, program: 'office' }
          : new Refused(403, { code: 'key', text: { zh: '口令不对', en: '' }, complaints: [] }),
    });
    show(
      <>
        <input aria-label="typed" />
        <SignInOver />
      </>,
    );
    await userEvent.type(screen.getByLabelText('typed'), '盛马路');
    expect(screen.queryByText('登录已过期')).toBeNull();
    act(() => connection.signedOut());
    await userEvent.type(await screen.findByLabelText('账号'), '王芳');
    await userEvent.type(screen.getByLabelText('口令'), 'wrong');
    await userEvent.click(screen.getByRole('button', { name: '登录' }));
    expect(await screen.findByText('口令不对')).toBeInTheDocument();
    await userEvent.clear(screen.getByLabelText('口令'));
    await userEvent.type(screen.getByLabelText('口令'), 'right');
    await userEvent.click(screen.getByRole('button', { name: '登录' }));
    await waitFor(() => expect(connection.read().signedOut).toBe(false));
    expect(screen.getByLabelText('typed')).toHaveValue('盛马路');
  });

  it('on a laptop is renewed by opening the program again', async () => {
    localStorage.setItem('xunlu.program', 'laptop');
    program({ 'GET /api/session': () => SESSION });
    show(<SignInOver />);
    act(() => connection.signedOut());
    await userEvent.click(await screen.findByRole('button', { name: '已重新打开，继续' }));
    await waitFor(() => expect(connection.read().signedOut).toBe(false));
  });
});

describe('a program that does not answer', () => {
  it('is shown calmly until it does', async () => {
    program({ 'GET /api/session': () => SESSION });
    show(<LostServer />);
    expect(screen.queryByText('程序暂时没有回应')).toBeNull();
    act(() => connection.lost());
    expect(screen.getByText('程序暂时没有回应')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: '现在就试' }));
    await waitFor(() => expect(screen.queryByText('程序暂时没有回应')).toBeNull());
  });
});
