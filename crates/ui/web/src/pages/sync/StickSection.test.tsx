import { fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { program, Refused, show } from '../../test/world';
import { StickSection } from './StickSection';

afterEach(() => vi.unstubAllGlobals());

it('says why nothing was exported', async () => {
  const text = { zh: '磁盘已满', en: 'the disk is full' };
  program({ 'GET /api/stick/export': () => new Refused(507, { code: 'disk', text, complaints: [] }) });
  show(<StickSection laptop />);
  fireEvent.click(screen.getByRole('button', { name: /导出到U盘/ }));
  expect(await screen.findByText('磁盘已满')).toBeTruthy();
});

it('says how many photos went and how many stayed', async () => {
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:x', revokeObjectURL: () => undefined }));
  const head = { 'xunlu-photos': '7', 'xunlu-photos-left': '2', 'xunlu-photos-lost': '0', 'xunlu-photos-wanted': '0' };
  program({ 'GET /api/stick/export': () => new Response('bundle', { headers: head }) });
  show(<StickSection laptop />);
  fireEvent.click(screen.getByRole('button', { name: /导出到U盘/ }));
  expect(await screen.findByText('其中照片 7 张。')).toBeTruthy();
  expect(screen.getByText(/还有 2 张照片/)).toBeTruthy();
  expect(screen.queryByText(/读不出/)).toBeNull();
});

it('offers an office nothing to export', () => {
  program({});
  show(<StickSection laptop={false} />);
  expect(screen.queryByRole('button', { name: /导出到U盘/ })).toBeNull();
  expect(screen.getByRole('button', { name: /从U盘导入/ })).toBeTruthy();
});

it('asks for the originals of others with the bundle', async () => {
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:x', revokeObjectURL: () => undefined }));
  const head = { 'xunlu-photos': '0', 'xunlu-photos-left': '0', 'xunlu-photos-lost': '0' };
  program({
    'GET /api/stick/export': (_, query) => {
      const wanted = query.get('originals') === 'true' ? '3' : '0';
      return new Response('bundle', { headers: { ...head, 'xunlu-photos-wanted': wanted } });
    },
  });
  show(<StickSection laptop />);
  fireEvent.click(screen.getByRole('checkbox', { name: /索取他人照片的原图/ }));
  fireEvent.click(screen.getByRole('button', { name: /导出到U盘/ }));
  expect(await screen.findByText(/已索取他人照片原图 3 张/)).toBeTruthy();
});
