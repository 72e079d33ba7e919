import { Button, Flex, Input, Select, type InputRef } from 'antd';
import { useEffect, useRef } from 'react';
import { useCatalog } from '../../api/catalog';
import { useDivisions } from '../../api/divisions';
import { typingOrDialog } from '../../components/brief/keys';
import { useLang, useRead } from '../../i18n/words';
import { useSession } from '../../session/SessionContext';
import { readFilters } from './filters';
import type { Queue } from './useQueue';
import { useQueueWords } from './words';

/** Everything the queue can be narrowed by; all of it stands in the address bar. */
export function QueueFilters({ queue }: { queue: Queue }) {
  const say = useQueueWords();
  const { filters, change } = queue;
  const plain = readFilters(new URLSearchParams(), queue.usual);
  const filtered = JSON.stringify({ ...filters, page: 1 }) !== JSON.stringify(plain);
  return (
    <Flex wrap gap={8} role="search" style={{ marginBottom: 10 }}>
      <KindChoice queue={queue} />
      <StateChoice queue={queue} />
      <GradeChoice queue={queue} />
      <PlaceChoice queue={queue} />
      <Choice
        label={say('due')}
        value={filters.due}
        width={130}
        options={[
          { value: '', label: say('any_due') },
          { value: 'overdue', label: say('overdue') },
          { value: '7', label: say('due_7') },
          { value: '30', label: say('due_30') },
        ]}
        onChange={(due) => change({ due })}
      />
      <Choice
        label={say('order')}
        value={filters.order}
        width={112}
        options={[
          { value: '', label: say('order_updated') },
          { value: 'created', label: say('order_created') },
          { value: 'due', label: say('order_due') },
          { value: 'place', label: say('order_place') },
        ]}
        onChange={(order) => change({ order })}
      />
      <Words key={filters.words} queue={queue} />
      {filtered ? (
        <Button onClick={() => change({ kind: '', status: '', mark: '', under: '', words: '', due: '', order: '' })}>{say('clear')}</Button>
      ) : null}
    </Flex>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  width: number;
  options: { value: string; label: string }[];
  onChange: (value: string) => void;
}

function Choice({ label, value, width, options, onChange }: ChoiceProps) {
  // English says the same in longer words.
  const room = useLang() === 'en' ? 1.3 : 1;
  return (
    <Select
      aria-label={label}
      value={value}
      options={options}
      onChange={onChange}
      style={{ width: width * room }}
      popupMatchSelectWidth={false}
      showSearch={{ optionFilterProp: 'label' }}
    />
  );
}

function KindChoice({ queue }: { queue: Queue }) {
  const say = useQueueWords();
  const read = useRead();
  const { kinds } = useCatalog().catalog;
  const options = kinds.map((kind) => ({ value: kind.name, label: read(kind.label) }));
  const choose = (kind: string) => queue.change({ kind: kind === 'hazard' ? '' : kind, status: '', mark: '' });
  return <Choice label={say('kind')} value={queue.filters.kind} width={118} options={options} onChange={choose} />;
}

function StateChoice({ queue }: { queue: Queue }) {
  const say = useQueueWords();
  const read = useRead();
  const counts = queue.page.data?.by_status ?? {};
  const sum = (names: string[]) => names.reduce((all, name) => all + (counts[name] ?? 0), 0);
  const states = queue.looks.kind?.states ?? [];
  const label = (text: string, n: number) => `${text}（${n}）`;
  const options = [
    { value: 'mine', label: label(say('mine'), sum(queue.looks.waiting)) },
    { value: 'all', label: label(say('all'), sum(Object.keys(counts))) },
    ...states.map((state) => ({ value: state.name, label: label(read(state.label), counts[state.name] ?? 0) })),
  ];
  return <Choice label={say('status')} value={queue.filters.status} width={150} options={options} onChange={(status) => queue.change({ status })} />;
}

function GradeChoice({ queue }: { queue: Queue }) {
  const say = useQueueWords();
  const read = useRead();
  const { codes } = queue.looks;
  if (codes.length === 0) return null;
  const options = [{ value: '', label: say('all_grades') }, ...codes.map((code) => ({ value: code.code, label: read(code.label) }))];
  return <Choice label={say('grade')} value={queue.filters.mark} width={112} options={options} onChange={(mark) => queue.change({ mark })} />;
}

function PlaceChoice({ queue }: { queue: Queue }) {
  const say = useQueueWords();
  const { unit } = useSession();
  const divisions = useDivisions(unit.code);
  const options = [
    { value: '', label: say('everywhere') },
    ...(divisions.data ?? []).map((division) => ({ value: division.code, label: division.name })),
  ];
  return <Choice label={say('where')} value={queue.filters.under} width={130} options={options} onChange={(under) => queue.change({ under })} />;
}

function Words({ queue }: { queue: Queue }) {
  const say = useQueueWords();
  const field = useRef<InputRef>(null);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== '/' || typingOrDialog(event)) return;
      event.preventDefault();
      field.current?.focus();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
  return (
    <Input.Search
      ref={field}
      aria-label={say('words')}
      placeholder={say('words')}
      defaultValue={queue.filters.words}
      onSearch={(words) => queue.change({ words: words.trim() })}
      allowClear
      maxLength={100}
      style={{ width: 220 }}
    />
  );
}
