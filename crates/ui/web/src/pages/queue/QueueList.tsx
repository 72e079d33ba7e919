import { Checkbox, Flex, Pagination, Spin } from 'antd';
import { useEffect, useRef } from 'react';
import type { RowShown } from '../../api/types';
import { GradeTag } from '../../components/brief/GradeTag';
import { EmptyHint } from '../../components/EmptyHint';
import { DaysLeft, Mark, StatusTag } from '../../components/StatusTag';
import { PAGE } from './filters';
import type { Queue } from './useQueue';
import { useQueueWords } from './words';

interface Props {
  queue: Queue;
  marked: string[];
  onMark: (ids: string[]) => void;
}

/** The queue as a list of two lines each, paged by the program. */
export function QueueList({ queue, marked, onMark }: Props) {
  const say = useQueueWords();
  const { page, rows, filters } = queue;
  const all = page.data?.all ?? 0;
  if (!page.data) return page.error ? null : <Spin style={{ margin: 24 }} />;
  if (all === 0) return <EmptyHint hint={say(filters.status === 'mine' ? 'empty_mine' : 'empty')} />;
  const every = rows.length > 0 && rows.every((row) => marked.includes(row.id));
  return (
    <div className="queue-list" aria-busy={page.isFetching}>
      <Flex align="center" justify="space-between" className="queue-list-head">
        <Checkbox
          checked={every}
          indeterminate={!every && marked.length > 0}
          onChange={(event) => onMark(event.target.checked ? rows.map((row) => row.id) : [])}
        >
          {say('mark_all')}
        </Checkbox>
        <span>{say('count', { n: all })}</span>
      </Flex>
      <ul className="queue-rows" aria-label={say('list')}>
        {rows.map((row) => (
          <Row
            key={row.id}
            row={row}
            chosen={row.id === queue.selected}
            marked={marked.includes(row.id)}
            onChoose={() => queue.select(row.id)}
            onMark={(on) => onMark(on ? [...marked, row.id] : marked.filter((id) => id !== row.id))}
          />
        ))}
      </ul>
      {all > PAGE ? (
        <Pagination
          simple
          size="small"
          align="center"
          current={filters.page}
          pageSize={PAGE}
          total={all}
          showSizeChanger={false}
          onChange={(next) => queue.change({ page: String(next), id: '' })}
        />
      ) : null}
    </div>
  );
}

interface RowProps {
  row: RowShown;
  chosen: boolean;
  marked: boolean;
  onChoose: () => void;
  onMark: (on: boolean) => void;
}

function Row({ row, chosen, marked, onChoose, onMark }: RowProps) {
  const say = useQueueWords();
  const place = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (chosen) place.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <li ref={place} data-chosen={chosen}>
      <Checkbox checked={marked} aria-label={say('mark_row', { title: row.title })} onChange={(event) => onMark(event.target.checked)} />
      <button type="button" aria-current={chosen} onClick={onChoose}>
        <span className="queue-title typed">{row.title}</span>
        <span className="queue-line">
          <StatusTag kind={row.kind} status={row.status} />
          <GradeTag row={row} />
          <DaysLeft days={row.days_left} />
          {row.conflicts > 0 ? <Mark colour="red">{say('conflict')}</Mark> : null}
        </span>
        <span className="queue-place typed">
          {row.place.replaceAll('/', ' ')}
          {row.files > 0 ? ` · ${say('photos', { n: row.files })}` : ''}
        </span>
      </button>
    </li>
  );
}
