import { screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { program, show } from '../../test/world';
import type { PeerShown } from '../../api/types';
import { PeersSection } from './PeersSection';

afterEach(() => vi.unstubAllGlobals());

const above: PeerShown = {
  name: '襄阳市',
  above: true,
  heard_ms: null,
  charter_until_ms: 1_800_000_000_000,
  unsent: 3,
  refused: 1,
  problem: { zh: '连不上服务器', en: 'no server' },
};

it('tells what the office above has not received, and why', async () => {
  program({ 'GET /api/peers': () => [above, { ...above, name: '枣阳市大队', above: false, unsent: 0, refused: 0, problem: null }] });
  show(<PeersSection />);
  expect(await screen.findByText('襄阳市未收到 3 条')).toBeTruthy();
  expect(screen.getByText('未采纳 1 条')).toBeTruthy();
  expect(screen.getByText('连不上服务器')).toBeTruthy();
  expect(screen.getByText('枣阳市大队')).toBeTruthy();
  expect(screen.queryByText('全部送达')).toBeNull();
});

it('says nothing where an office stands alone', () => {
  program({ 'GET /api/peers': () => [] });
  show(<PeersSection />);
  expect(screen.queryByText('上下级服务器')).toBeNull();
});
