import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { GrantShown } from '../api/types';
import { show } from '../test/world';
import { GrantNote } from './GrantNote';

const grant: GrantShown = { waits: false, fingerprint: '1234 5678 9012 3456 7890 1234', until_ms: 0, turned_away: null, handed_in: 0 };
const text = { zh: '管理员（周敏）没有批准本机登记（指纹不符）', en: 'not approved' };

it('says nothing of a laptop that is let in', () => {
  expect(show(<GrantNote grant={grant} />).container.querySelector('.ant-alert')).toBeNull();
});

it('says that work was handed in and waits, with the fingerprint to compare', () => {
  show(<GrantNote grant={{ ...grant, handed_in: 3, turned_away: { code: 'grant_expired', text } }} />);
  expect(screen.getByText(/交到了，待审：服务器已收存 3 条/)).toBeTruthy();
  expect(screen.getByText(grant.fingerprint)).toBeTruthy();
});

it('says so of a new laptop as well, which is not called long away', () => {
  const waits = { ...grant, waits: true, turned_away: { code: 'waiting', text } };
  const first = show(<GrantNote grant={waits} />);
  expect(screen.getByText(/等待管理员批准本机登记/)).toBeTruthy();
  first.unmount();
  show(<GrantNote grant={{ ...waits, handed_in: 3 }} />);
  expect(screen.getByText(/交到了，待审：服务器已收存 3 条/)).toBeTruthy();
  expect(screen.getByText(/照片留在本机/)).toBeTruthy();
});

it('no longer says that a laptop waits once it was refused, but why and by whom', () => {
  show(<GrantNote grant={{ ...grant, waits: true, turned_away: { code: 'not_approved', text } }} />);
  expect(screen.getByText(text.zh)).toBeTruthy();
  expect(screen.queryByText(/等待管理员批准/)).toBeNull();
  expect(screen.queryByText(grant.fingerprint)).toBeNull();
});
