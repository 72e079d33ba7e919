import { AutoComplete, Select } from 'antd';
import { useState } from 'react';
import { useDivisions, useDivisionSearch } from '../../../api/divisions';
import { useRoads } from '../../../api/map';
import { useRecords, useSheet } from '../../../api/records';
import type { Division } from '../../../api/types';
import { useSession } from '../../../session/SessionContext';
import { useFormWords } from '../words';
import { namesOf } from '../values';
import { told, type InputProps, type Of } from './types';
import { useLater } from './useLater';

/** Shown before anything is typed, and while typing: enough to choose from, few enough to read. */
const MOST = 20;

/** A division, found by name; below what the person answers for until something is typed. */
export function DivisionInput(props: InputProps<Of<'division'>>) {
  const say = useFormWords();
  const { unit, area } = useSession();
  const [typed, setTyped] = useState('');
  const words = useLater(typed);
  const below = useDivisions(unit.code);
  const found = useDivisionSearch(words);
  const chosen = useDivisionSearch(props.text);
  const offered = words ? (found.data ?? []) : [unit, ...area, ...(below.data ?? [])];
  const known = [...offered, ...(chosen.data ?? [])];
  const current = props.text ? [known.find((one) => one.code === props.text) ?? stranger(props.text)] : [];
  const options = unique([...offered, ...(words ? [] : current)]);
  return (
    <Select
      {...told(props)}
      style={{ width: '100%' }}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      allowClear
      placeholder={say('division_hint')}
      notFoundContent={say('nothing_found')}
      loading={found.isFetching}
      value={props.text || undefined}
      options={options.map((one) => ({ value: one.code, label: one.name }))}
      status={props.invalid ? 'error' : undefined}
      onChange={(code: string | undefined) => {
        props.onText(code ?? '');
        setTyped('');
      }}
    />
  );
}

function stranger(code: string): Division {
  return { code, name: code, level: '' };
}

function unique(divisions: Division[]): Division[] {
  return [...new Map(divisions.map((one) => [one.code, one])).values()];
}

/** A road's code; those that records already lie on are offered. */
export function RoadInput(props: InputProps<Of<'road_code'>>) {
  const roads = useRoads();
  const typed = props.text.toLowerCase();
  const fitting = (roads.data ?? []).filter((road) => road.toLowerCase().includes(typed)).slice(0, MOST);
  return (
    <AutoComplete
      {...told(props)}
      style={{ width: '100%' }}
      value={props.text}
      options={fitting.map((road) => ({ value: road }))}
      status={props.invalid ? 'error' : undefined}
      onChange={(text: string) => props.onText(text)}
    />
  );
}

/** One record, found by number, name or place. */
export function RefInput(props: InputProps<Of<'ref'>>) {
  const search = useRecordSearch(props.shape.to);
  const chosen = props.text ? [{ value: props.text, label: <RefName id={props.text} /> }] : [];
  return (
    <Select
      {...told(props)}
      {...search.select}
      style={{ width: '100%' }}
      allowClear
      value={props.text || undefined}
      options={withChosen(search.options, chosen)}
      status={props.invalid ? 'error' : undefined}
      onChange={(id: string | undefined) => props.onText(id ?? '')}
    />
  );
}

export function RefsInput(props: InputProps<Of<'refs'>>) {
  const search = useRecordSearch(props.shape.to);
  const ids = namesOf(props.text);
  const chosen = ids.map((id) => ({ value: id, label: <RefName id={id} /> }));
  return (
    <Select
      {...told(props)}
      {...search.select}
      style={{ width: '100%' }}
      mode="multiple"
      allowClear
      value={ids}
      options={withChosen(search.options, chosen)}
      status={props.invalid ? 'error' : undefined}
      onChange={(next: string[]) => props.onText(next.length > 0 ? JSON.stringify(next) : '')}
    />
  );
}

interface Option {
  value: string;
  label: React.ReactNode;
}

function withChosen(options: Option[], chosen: Option[]): Option[] {
  return [...chosen.filter((one) => !options.some((other) => other.value === one.value)), ...options];
}

function useRecordSearch(kind: string | null) {
  const say = useFormWords();
  const [typed, setTyped] = useState('');
  const words = useLater(typed);
  const found = useRecords({ kind: kind ?? undefined, words: words || undefined, limit: MOST });
  const rows = found.data?.rows ?? [];
  return {
    options: rows.map((row) => ({ value: row.id, label: [row.number, row.title, row.place].filter(Boolean).join(' · ') })),
    select: {
      showSearch: { filterOption: false, onSearch: setTyped },
      placeholder: say('ref_hint'),
      notFoundContent: say('nothing_found'),
      loading: found.isFetching,
    },
  };
}

/** A record that may not be here yet is named by its id. */
function RefName({ id }: { id: string }) {
  const row = useSheet(id).data?.row;
  return <>{row ? [row.number, row.title].filter(Boolean).join(' · ') : id}</>;
}
