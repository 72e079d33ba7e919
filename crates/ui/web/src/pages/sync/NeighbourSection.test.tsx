import { fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { program, Refused, show } from '../../test/world';
import type { NeighbourShown } from '../../api/types';
import { NeighbourSection } from './NeighbourSection';

afterEach(() => vi.unstubAllGlobals());

const NONE: NeighbourShown = {
  meeting: 'none', address: '', code: '', announced: false, taken: 0, given: 0, held: 0, person: null, problem: null,
  photos: { done: 0, all: 0, bytes: 0, bytes_all: 0, problem: null },
};
const WAITING: NeighbourShown = { ...NONE, meeting: 'waiting', address: '10.0.0.7:8462', code: '042917' };

it('shows where it waits and by which code, says who was turned away, and is cancelled', async () => {
  const problem = { code: 'wrong_code', text: { zh: '配对码不符', en: 'wrong code' }, complaints: [] };
  const first = { ...WAITING, problem };
  program({ 'GET /api/neighbour': () => NONE, 'POST /api/neighbour/wait': () => first, 'POST /api/neighbour/stop': () => NONE });
  show(<NeighbourSection />);
  fireEvent.click(await screen.findByRole('button', { name: /等邻机/ }));
  expect(await screen.findByText('042917')).toBeTruthy();
  expect(screen.getByText('10.0.0.7:8462')).toBeTruthy();
  expect(screen.getByText('配对码不符')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: '取消' }));
  expect(await screen.findByRole('button', { name: /等邻机/ })).toBeTruthy();
});

it('calls whom it found, and keeps what was typed when it is refused', async () => {
  const text = { zh: '配对码是六位数字', en: 'six digits' };
  const fetched = program({
    'GET /api/neighbour': () => NONE,
    'POST /api/neighbour/find': () => [{ address: '10.0.0.7:8462', unit: '石花镇' }],
    'POST /api/neighbour/call': () => new Refused(400, { code: 'code', text, complaints: [] }),
  });
  show(<NeighbourSection />);
  fireEvent.click(await screen.findByRole('button', { name: /找邻机/ }));
  fireEvent.click(screen.getByRole('button', { name: '查找' }));
  fireEvent.click(await screen.findByRole('button', { name: /石花镇/ }));
  fireEvent.change(screen.getByLabelText('配对码'), { target: { value: '12' } });
  fireEvent.click(screen.getByRole('button', { name: '开始交换' }));
  expect(await screen.findByText('配对码是六位数字')).toBeTruthy();
  const sent = fetched.mock.calls.find(([path]) => path === '/api/neighbour/call');
  expect(JSON.parse(sent?.[1]?.body as string)).toEqual({ address: '10.0.0.7:8462', code: '12' });
  expect(screen.getByLabelText<HTMLInputElement>('配对码').value).toBe('12');
});

it('says with whom it exchanged how much', async () => {
  program({ 'GET /api/neighbour': () => ({ ...NONE, meeting: 'ended', person: '王芳', taken: 3, given: 2, photos: { ...NONE.photos, done: 1, all: 2 } }) });
  show(<NeighbourSection />);
  expect(await screen.findByText('已与王芳的电脑交换：收到 3 笔，给出 2 笔。')).toBeTruthy();
  expect(screen.getByText('收到照片 1 张。')).toBeTruthy();
});
