import { DownloadOutlined } from '@ant-design/icons';
import { Button, Checkbox, Flex, Input, Select } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { fieldOf, stateLabel, useCatalog } from '../../api/catalog';
import { useDivisions } from '../../api/divisions';
import { workbookAddress } from '../../api/records';
import type { Kind, Page } from '../../api/types';
import { useLang, useRead } from '../../i18n/words';
import { count } from '../../look/format';
import { useSession } from '../../session/SessionContext';
import { Chip } from '../form/inputs/Chip';
import type { AskState } from './useAsk';
import { useTableWords } from './words';
import '../form/form.css';

interface Props {
  state: AskState;
  kind: Kind | undefined;
  page: Page | undefined;
  /** What is fixed here is not offered. */
  fixed: string[];
}

/** Everything a list is narrowed by, and its workbook. */
export function Filters({ state, kind, page, fixed }: Props) {
  const say = useTableWords();
  const lang = useLang();
  const offers = (name: string) => !fixed.includes(name);
  return (
    <Flex vertical gap={8} className="no-print" style={{ marginBottom: 12 }}>
      {kind && offers('status') ? <States state={state} kind={kind} page={page} /> : null}
      <Flex wrap gap={8} align="center">
        {offers('words') ? <Words key={state.cleared} state={state} /> : null}
        {offers('under') ? <Under state={state} /> : null}
        {kind?.mark && offers('mark') ? <Marks state={state} kind={kind} /> : null}
        {(!kind || kind.due) && offers('due') ? <Due state={state} /> : null}
        <Order state={state} kind={kind} />
        {offers('conflict') ? (
          <Checkbox
            checked={state.ask.conflict ?? false}
            onChange={(event) => state.filter({ conflict: event.target.checked ? 'true' : '' })}
          >
            {say('only_conflicts')}
          </Checkbox>
        ) : null}
        {state.filtered ? <Button onClick={state.clear}>{say('clear_filters')}</Button> : null}
        <Button icon={<DownloadOutlined aria-hidden />} href={workbookAddress(state.ask, lang)} download>
          {say('workbook')}
        </Button>
      </Flex>
    </Flex>
  );
}

/** How many there are in each state; pressing one narrows the list to it. */
function States({ state, kind, page }: { state: AskState; kind: Kind; page: Page | undefined }) {
  const say = useTableWords();
  const read = useRead();
  const chosen = (state.ask.status ?? '').split(',').filter(Boolean);
  const counts = page?.by_status ?? {};
  const all = Object.values(counts).reduce((sum, one) => sum + one, 0);
  const known = kind.states.map((one) => one.name);
  const names = [...known, ...Object.keys(counts).filter((name) => !known.includes(name))];
  const toggle = (name: string) => {
    const next = chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name];
    state.filter({ status: next.join(',') });
  };
  return (
    <div role="group" aria-label={say('states')} className="chips-line">
      <Chip on={chosen.length === 0} onPress={() => state.filter({ status: '' })}>
        {say('all_states', { n: count(all) })}
      </Chip>
      {names
        .filter((name) => counts[name] || chosen.includes(name))
        .map((name) => (
          <Chip key={name} on={chosen.includes(name)} onPress={() => toggle(name)}>
            {say('state_count', { state: read(stateLabel(kind, name)), n: count(counts[name] ?? 0) })}
          </Chip>
        ))}
    </div>
  );
}

const PAUSE_MS = 250;

/** The list follows when typing pauses. */
function Words({ state }: { state: AskState }) {
  const say = useTableWords();
  const [typed, setTyped] = useState(state.ask.words ?? '');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const type = (words: string) => {
    setTyped(words);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => state.filter({ words }), PAUSE_MS);
  };
  return (
    <Input.Search
      allowClear
      style={{ width: 220 }}
      aria-label={say('search')}
      placeholder={say('search')}
      value={typed}
      onChange={(event) => type(event.target.value)}
      onSearch={(words) => state.filter({ words })}
    />
  );
}

function Under({ state }: { state: AskState }) {
  const say = useTableWords();
  const { unit, area } = useSession();
  const below = useDivisions(unit.code);
  const divisions = [...new Map([...area, ...(below.data ?? [])].map((one) => [one.code, one])).values()];
  const known = divisions.some((one) => one.code === state.ask.under);
  const options = divisions.map((one) => ({ value: one.code, label: one.name }));
  if (state.ask.under && !known) options.push({ value: state.ask.under, label: state.ask.under });
  return (
    <Select
      style={{ width: 150 }}
      aria-label={say('under')}
      showSearch={{ optionFilterProp: 'label' }}
      value={state.ask.under ?? ''}
      options={[{ value: '', label: say('whole_area') }, ...options]}
      onChange={(under: string) => state.filter({ under })}
    />
  );
}

function Marks({ state, kind }: { state: AskState; kind: Kind }) {
  const say = useTableWords();
  const read = useRead();
  const book = useCatalog();
  const field = fieldOf(kind, kind.mark ?? '');
  if (field?.type !== 'code') return null;
  const codes = book.codes(field.codes)?.codes ?? [];
  return (
    <Select
      style={{ minWidth: 140 }}
      aria-label={read(field.label)}
      value={state.ask.mark ?? ''}
      options={[
        { value: '', label: say('mark_any', { name: read(field.label) }) },
        ...codes.map((code) => ({ value: code.code, label: read(code.label) })),
      ]}
      onChange={(mark: string) => state.filter({ mark })}
    />
  );
}

const DAYS = [7, 30];

function Due({ state }: { state: AskState }) {
  const say = useTableWords();
  return (
    <Select
      style={{ minWidth: 140 }}
      aria-label={say('due_filter')}
      value={state.ask.due ?? ''}
      options={[
        { value: '', label: say('due_any') },
        { value: 'overdue', label: say('due_overdue') },
        ...DAYS.map((n) => ({ value: String(n), label: say('due_days', { n }) })),
      ]}
      onChange={(due: string) => state.filter({ due })}
    />
  );
}

function Order({ state, kind }: { state: AskState; kind: Kind | undefined }) {
  const say = useTableWords();
  const orders = ['updated', 'created', 'due', 'place'] as const;
  const offered = orders.filter((order) => order !== 'due' || !kind || kind.due);
  return (
    <Select
      style={{ minWidth: 150 }}
      aria-label={say('order')}
      value={state.ask.order ?? 'updated'}
      options={offered.map((order) => ({ value: order, label: say(`order_${order}`) }))}
      onChange={(order: string) => state.filter({ order })}
    />
  );
}
