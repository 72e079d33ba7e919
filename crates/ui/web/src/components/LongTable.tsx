import { Table } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useEffect, useState, type UIEvent } from 'react';
import type { Ask, Page, RowShown } from '../api/types';
import { EmptyHint } from './EmptyHint';
import { ProblemNote } from './ProblemNote';
import { usePagedRows, type Slot } from './usePagedRows';
import './longTable.css';

/** Every row is as high, so that the place of each follows from its number. */
const ROW_PX = 46;

/** What stands above and below the table on its page. */
const AROUND_PX = 320;
const LEAST_PX = 300;

export interface LongColumn {
  key: string;
  title: string;
  width: number;
  show: (row: RowShown) => React.ReactNode;
}

interface Props {
  ask: Ask;
  columns: LongColumn[];
  /** Said where there is nothing. */
  empty: string;
  /** Told what the first page says of the whole list. */
  onFirst?: (page: Page) => void;
}

/** Thousands of records in one list that scrolls smoothly: only what is in sight is drawn and fetched. */
export function LongTable({ ask, columns, empty, onFirst }: Props) {
  const { slots, see, first, error, pending, refetch } = usePagedRows(ask);
  const height = useHeight();
  useEffect(() => {
    if (first) onFirst?.(first);
  }, [first, onFirst]);
  const drawn: ColumnsType<Slot> = columns.map(({ key, title, width, show }) => ({
    key,
    title,
    width,
    ellipsis: true,
    render: (_, slot) => (slot.row ? show(slot.row) : '…'),
  }));
  const scrolled = (event: UIEvent<HTMLDivElement>) => {
    const top = event.currentTarget.scrollTop;
    see(Math.floor(top / ROW_PX), Math.ceil((top + height) / ROW_PX));
  };
  return (
    <>
      {error ? <ProblemNote error={error} onAgain={refetch} /> : null}
      <Table<Slot>
        virtual
        size="small"
        className="long-table"
        rowKey="at"
        columns={drawn}
        dataSource={slots}
        loading={pending && !error}
        pagination={false}
        scroll={{ x: columns.reduce((sum, column) => sum + column.width, 0), y: height }}
        locale={{ emptyText: pending ? ' ' : <EmptyHint hint={empty} /> }}
        onScroll={scrolled}
      />
    </>
  );
}

/** As high as the window leaves room for. */
function useHeight(): number {
  const [height, setHeight] = useState(room);
  useEffect(() => {
    const resized = () => setHeight(room());
    window.addEventListener('resize', resized);
    return () => window.removeEventListener('resize', resized);
  }, []);
  return height;
}

function room(): number {
  return Math.max(LEAST_PX, window.innerHeight - AROUND_PX);
}
