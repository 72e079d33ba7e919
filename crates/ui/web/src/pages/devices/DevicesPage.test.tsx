import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import type { DeviceShown, InvitationShown } from '../../api/types';
import { SESSION } from '../../test/sample';
import { program, show } from '../../test/world';
import DevicesPage from './DevicesPage';

afterEach(() => vi.unstubAllGlobals());

const role = { zh: '派出所民警', en: 'police officer' };
const where = { unit: '420625102000', place: '谷城县/盛康镇' };

const open: InvitationShown = {
  ...where,
  id: 'ab12',
  person: '李强',
  role,
  by: '孙系统',
  made_ms: 1_795_000_000_000,
  until_ms: 1_795_200_000_000,
  becomes: 'open',
  device: null,
  ended_ms: null,
};

const lost: DeviceShown = {
  ...where,
  device: '0f3c2a00',
  fingerprint: '1234',
  suite: 'Ed25519',
  person: '张伟',
  role,
  stands: 'in_force',
  until_ms: 1_795_200_000_000,
  heard_ms: null,
  operations: 12,
  reason: null,
  revoked_ms: null,
};

const ADMIN = { ...SESSION, program: 'office' as const, may: ['accounts' as const, 'devices' as const] };

/** What the program was told. */
function told(fetched: ReturnType<typeof program>) {
  return fetched.mock.calls.filter(([, init]) => init?.method === 'POST').map(([path, init]) => [path, JSON.parse(init?.body as string) as unknown]);
}

it('takes back an invitation that nobody has used', async () => {
  const used: InvitationShown = { ...open, id: 'cd34', person: '王芳', becomes: 'used', device: '77aa88bb99' };
  const fetched = program({ 'GET /api/invitations': () => [open, used], 'POST /api/invitations/withdraw': () => ({ ...open, becomes: 'withdrawn' }) });
  show(<DevicesPage />, '/', ADMIN);
  fireEvent.click(await screen.findByRole('button', { name: '收回' }));
  expect(screen.getByText(/不能再用它登记/)).toBeTruthy();
  fireEvent.click(screen.getAllByRole('button', { name: '收回' })[1] as HTMLElement);
  await waitFor(() => expect(told(fetched)).toEqual([['/api/invitations/withdraw', { id: 'ab12' }]]));
});

it('revokes a laptop only with a reason, and says what that does not do', async () => {
  const fetched = program({ 'GET /api/devices': () => [lost], 'POST /api/devices/revoke': () => ({ ...lost, stands: 'revoked' }) });
  show(<DevicesPage />, '/', ADMIN);
  fireEvent.click(await screen.findByRole('button', { name: '停用' }));
  expect(screen.getByText(/已收到的 12 条操作仍然有效/)).toBeTruthy();
  const last = screen.getAllByRole('button', { name: '停用' })[1] as HTMLButtonElement;
  expect(last.disabled).toBe(true);
  fireEvent.change(screen.getByLabelText('理由'), { target: { value: ' 丢在车上 ' } });
  fireEvent.click(last);
  await waitFor(() => expect(told(fetched)).toEqual([['/api/devices/revoke', { device: '0f3c2a00', reason: '丢在车上', lift: false }]]));
});

it('offers each administrator their own part, and nobody else any', async () => {
  program({ 'GET /api/devices': () => [lost] });
  const first = show(<DevicesPage />, '/', { ...ADMIN, may: ['policy', 'keys'] });
  expect(await screen.findByText('没有电脑在等待批准。')).toBeTruthy();
  expect(screen.queryByRole('button', { name: /邀请一台电脑/ })).toBeNull();
  expect(screen.queryByRole('heading', { name: '电脑' })).toBeNull();
  first.unmount();
  show(<DevicesPage />, '/', SESSION);
  expect(screen.getByText(/供系统管理员和安全管理员使用/)).toBeTruthy();
});
