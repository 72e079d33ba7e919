import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import type { Enrolment } from '../../api/types';
import { program, show } from '../../test/world';
import { Enrolments } from './Enrolments';

afterEach(() => vi.unstubAllGlobals());

const waits: Enrolment = {
  device: '0f3c2a',
  fingerprint: '1234 5678 9012 3456 7890 1234',
  person: '张伟',
  role: { zh: '派出所民警', en: 'police officer' },
  unit: '420625102000',
  place: '谷城县盛康镇',
  asks: 'new',
  until_ms: 1_785_000_000_000,
  handed_in: 0,
  asked_ms: 1_795_000_000_000,
  from: '10.0.0.9',
  by: null,
  decided_ms: null,
  reason: null,
};

/** What was decided, as the program was told. */
function decided(fetched: ReturnType<typeof program>) {
  return fetched.mock.calls.filter(([, init]) => init?.method === 'POST').map(([, init]) => JSON.parse(init?.body as string) as unknown);
}

it('approves a laptop only after the fingerprint was shown once more', async () => {
  const fetched = program({ 'GET /api/enrolments': () => [waits], 'POST /api/enrolments': () => ({ ...waits, asks: 'approved' }) });
  show(<Enrolments />);
  fireEvent.click(await screen.findByText('批准'));
  expect(screen.getAllByText(waits.fingerprint)).toHaveLength(2);
  expect(decided(fetched)).toEqual([]);
  fireEvent.click(screen.getByText('一致，批准'));
  await waitFor(() => expect(decided(fetched)).toEqual([{ device: '0f3c2a', yes: true, reason: '' }]));
});

it('refuses one only with a reason', async () => {
  const fetched = program({ 'GET /api/enrolments': () => [waits], 'POST /api/enrolments': () => ({ ...waits, asks: 'refused' }) });
  show(<Enrolments />);
  fireEvent.click(await screen.findByText('不批准'));
  const buttons = screen.getAllByText('不批准').map((text) => text.closest('button'));
  const last = buttons[buttons.length - 1] ?? null;
  expect(last?.disabled).toBe(true);
  fireEvent.change(screen.getByLabelText('理由'), { target: { value: '指纹不符' } });
  expect(last?.disabled).toBe(false);
  if (last) fireEvent.click(last);
  await waitFor(() => expect(decided(fetched)).toEqual([{ device: '0f3c2a', yes: false, reason: '指纹不符' }]));
});

it('asks nothing more about a laptop that was let in, and may still approve one that was refused', async () => {
  program({ 'GET /api/enrolments': () => [{ ...waits, asks: 'approved', by: '周敏', decided_ms: 1_795_000_000_000 }] });
  const first = show(<Enrolments />);
  expect(await screen.findByText('已批准')).toBeTruthy();
  expect(screen.queryByText('批准')).toBeNull();
  first.unmount();
  program({ 'GET /api/enrolments': () => [{ ...waits, asks: 'refused', by: '周敏', reason: '指纹不符' }] });
  show(<Enrolments />);
  expect(await screen.findByText('批准')).toBeTruthy();
  expect(screen.queryByRole('button', { name: '不批准' })).toBeNull();
});

it('says what a laptop handed in, and of one that was long away since when', async () => {
  program({ 'GET /api/enrolments': () => [{ ...waits, asks: 'back', handed_in: 12 }] });
  const first = show(<Enrolments />);
  expect(await screen.findByText(/已交来 12 条收存待审/)).toBeTruthy();
  expect(screen.getByText(/授权已于/)).toBeTruthy();
  first.unmount();
  program({ 'GET /api/enrolments': () => [{ ...waits, handed_in: 3 }] });
  show(<Enrolments />);
  expect(await screen.findByText(/已交来 3 条收存待审/)).toBeTruthy();
  expect(screen.queryByText(/授权已于/)).toBeNull();
});
