import { screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import type { HeldShown, Look } from '../../api/types';
import { SESSION } from '../../test/sample';
import { program, show } from '../../test/world';
import WatchPage from './WatchPage';

afterEach(() => vi.unstubAllGlobals());

const held: HeldShown = {
  operation: 'd1:4',
  record: '0197aaaa',
  kind: { zh: '隐患', en: 'hazard' },
  place: '谷城县盛康镇',
  by: '张三',
  role: { zh: '派出所民警', en: 'police officer' },
  unit: '谷城县盛康镇',
  at_ms: 1_795_000_000_000,
  reason: { zh: '张三无权填写「隐患等级」', en: 'may not' },
};

const look: Look = {
  at_ms: 1_795_000_000_000,
  account: '李强',
  role: 'county_coord',
  unit: '420625000000',
  record: null,
  file: 'R8',
  division: '420625000000',
  fields: [],
  reason: '案件移交',
};

it('shows a reviewer what was held out and why, and no looks', async () => {
  program({ 'GET /api/held': () => [held] });
  show(<WatchPage />);
  expect(await screen.findByText('张三无权填写「隐患等级」')).toBeTruthy();
  expect(screen.queryByText('查看与管理操作的记录')).toBeNull();
});

it('shows whoever watches who looked behind a mask, and nothing of the records', async () => {
  const unlocked: Look = { ...look, at_ms: look.at_ms + 1, file: 'unlock', reason: '忘记口令' };
  program({ 'GET /api/looks': () => [look, unlocked] });
  show(<WatchPage />, '/', { ...SESSION, may: ['logs'] });
  expect(await screen.findByText('案件移交')).toBeTruthy();
  expect(screen.getByText('R8 整张表')).toBeTruthy();
  expect(screen.getByText('用服务器钥匙打开客户端文件夹')).toBeTruthy();
  expect(screen.queryByText('未采纳的操作')).toBeNull();
});
