import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import type { OfficerShown, OfficersShown } from '../../api/types';
import { SESSION } from '../../test/sample';
import { program, Refused, show } from '../../test/world';
import OfficersPage from './OfficersPage';

afterEach(() => vi.unstubAllGlobals());

const officer = (person: string, more: Partial<OfficerShown> = {}): OfficerShown => ({
  device: `${person}00112233`,
  fingerprint: '1234 5678 9012 3456 7890 1234',
  person,
  role: { zh: '派出所民警', en: 'police officer' },
  unit: '420625102000',
  place: '谷城县/盛康镇',
  at_work: false,
  waits: false,
  ...more,
});

const both: OfficersShown = { officers: [officer('张伟', { at_work: true }), officer('王芳', { waits: true })], locked: true, unprotected: false };

/** What the program was told. */
function told(fetched: ReturnType<typeof program>) {
  return fetched.mock.calls.filter(([, init]) => init?.method === 'POST').map(([path, init]) => [path, JSON.parse(init?.body as string) as unknown]);
}

it('lets go of a colleague, and not of whoever is at work', async () => {
  const fetched = program({ 'GET /api/officers': () => both, 'POST /api/officers/dismiss': () => ({ ...both, officers: both.officers.slice(0, 1) }) });
  show(<OfficersPage />);
  expect(await screen.findByText('等待批准')).toBeTruthy();
  const buttons = screen.getAllByRole('button', { name: '移除' });
  expect(buttons).toHaveLength(1);
  fireEvent.click(buttons[0] as HTMLElement);
  expect(screen.getByText(/王芳 的口令和密钥从本机删去/)).toBeTruthy();
  fireEvent.click(screen.getAllByRole('button', { name: '移除' })[1] as HTMLElement);
  await waitFor(() => expect(told(fetched)).toEqual([['/api/officers/dismiss', { device: '王芳00112233' }]]));
  await waitFor(() => expect(screen.queryByText('等待批准')).toBeNull());
});

it('adds one with the invitation’s file, and says what the program has against it', async () => {
  const no = new Refused(400, { code: 'other_office', text: { zh: '这份邀请是另一台服务器签发的', en: '' }, complaints: [] });
  const fetched = program({ 'GET /api/officers': () => both, 'POST /api/officers': () => no });
  show(<OfficersPage />);
  fireEvent.click(await screen.findByRole('button', { name: /添加一位民警/ }));
  const file = new File(['{"xunlu_invite":1,"name":"李强"}'], 'invite.json');
  fireEvent.change(screen.getByLabelText('选择邀请文件'), { target: { files: [file] } });
  await waitFor(() => expect(screen.getByLabelText('新民警的姓名')).toHaveValue('李强'));
  fireEvent.change(screen.getByLabelText('本人的口令'), { target: { value: '汉江边的第七个渡口啊' } });
  fireEvent.change(screen.getByLabelText('再输入一次'), { target: { value: '汉江边的第七个渡口' } });
  fireEvent.click(screen.getByRole('button', { name: '添加' }));
  expect(await screen.findByText('两次输入的口令不一样')).toBeTruthy();
  expect(told(fetched)).toEqual([]);
  fireEvent.change(screen.getByLabelText('再输入一次'), { target: { value: '汉江边的第七个渡口啊' } });
  fireEvent.click(screen.getByRole('button', { name: '添加' }));
  expect(await screen.findByText('这份邀请是另一台服务器签发的')).toBeTruthy();
  expect(told(fetched)).toEqual([['/api/officers', { invitation: '{"xunlu_invite":1,"name":"李强"}', person: '李强', passphrase: '汉江边的第七个渡口啊' }]]);
});

it('asks for no passphrase where there is none, and says what that means', async () => {
  program({ 'GET /api/officers': () => ({ ...both, locked: false }) });
  show(<OfficersPage />);
  expect(await screen.findByText(/本机没有口令/)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: /添加一位民警/ }));
  expect(screen.queryByLabelText('本人的口令')).toBeNull();
});

it('says at an office where its officers are', () => {
  program({});
  show(<OfficersPage />, '/', { ...SESSION, program: 'office' });
  expect(screen.getByText(/这一页在客户端上使用/)).toBeTruthy();
});
