import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLocation } from 'react-router';
import { describe, expect, it, vi } from 'vitest';
import type { Page, RowShown } from '../../api/types';
import { ROW } from '../../test/sample';
import { program, show } from '../../test/world';
import { RecordTable } from './RecordTable';
import type { RecordTableProps } from './types';

const row = (id: string, title: string): RowShown => ({ ...ROW, id, title });

const PAGE: Page = { rows: [row('a', '甲处急弯'), row('b', '乙处急弯')], all: 2, by_status: { draft: 1, reported: 1 } };

function Here() {
  const { pathname, search } = useLocation();
  return <output>{pathname + decodeURIComponent(search)}</output>;
}

function table(props: Partial<RecordTableProps> = {}, page: Page = PAGE, at = '/k/hazard') {
  const fetched = program({ 'GET /api/records': () => page });
  show(
    <>
      <RecordTable kind="hazard" {...props} />
      <Here />
    </>,
    at,
  );
  const asked = () => fetched.mock.calls.map(([address]) => decodeURIComponent(address)).filter((address) => address.startsWith('/api/records?'));
  return { asked };
}

describe('a list', () => {
  it('is narrowed by a state, and the address says so', async () => {
    const { asked } = table();
    await userEvent.click(await screen.findByRole('button', { name: '待审核 1' }));
    expect(screen.getByRole('status')).toHaveTextContent('/k/hazard?status=reported');
    await waitFor(() => expect(asked().at(-1)).toContain('status=reported'));
  });

  it('asks for what the address says', async () => {
    const { asked } = table({}, PAGE, '/k/hazard?words=盛康&due=overdue&page=3');
    await screen.findByText('甲处急弯');
    expect(asked()[0]).toBe('/api/records?words=盛康&due=overdue&kind=hazard&skip=100&limit=50');
  });

  it('follows the words that are typed and begins at the first page', async () => {
    table({}, PAGE, '/k/hazard?page=3');
    await userEvent.type(await screen.findByLabelText('查找编号、内容或地点'), '急弯');
    await waitFor(() => expect(screen.getByRole('status')).toHaveTextContent('/k/hazard?words=急弯'));
  });

  it('is walked and opened by keys, but not while typing', async () => {
    table();
    await screen.findByText('甲处急弯');
    fireEvent.keyDown(document.body, { key: 'j' });
    fireEvent.keyDown(document.body, { key: 'j' });
    fireEvent.keyDown(screen.getByLabelText('查找编号、内容或地点'), { key: 'k' });
    fireEvent.keyDown(document.body, { key: 'Enter' });
    expect(screen.getByRole('status')).toHaveTextContent('/r/b');
  });

  it('opens a row with one press', async () => {
    const onOpen = vi.fn();
    table({ onOpen });
    await userEvent.click((await screen.findByText('甲处急弯')).closest('tr') ?? document.body);
    expect(onOpen).toHaveBeenCalledWith(PAGE.rows[0]);
  });

  it('says when a filter made it empty, and what to do when nothing did', async () => {
    const empty: Page = { rows: [], all: 0, by_status: {} };
    table({}, empty, '/k/hazard?words=x');
    await userEvent.click((await screen.findAllByRole('button', { name: '清除筛选' }))[0] ?? document.body);
    expect(screen.getByRole('status')).toHaveTextContent(/^\/k\/hazard$/);
    expect(await screen.findByRole('button', { name: '新建隐患' })).toBeInTheDocument();
  });
});
