import { Select } from 'antd';
import { useState } from 'react';
import { useDivisions, useDivisionSearch } from '../../api/divisions';
import type { Division } from '../../api/types';
import { useSession } from '../../session/SessionContext';
import { useLater } from '../form/inputs/useLater';
import { useSpanWords } from './words';

interface Props {
  /** The person's own if nothing is said. */
  under: string | undefined;
  onUnder: (under: string | undefined) => void;
}

/** A division that figures are about: the own area, what lies below the chosen one, or any by name. */
export function DivisionChooser({ under, onUnder }: Props) {
  const say = useSpanWords();
  const { unit, area } = useSession();
  const [typed, setTyped] = useState('');
  const words = useLater(typed);
  const chosen = under ?? unit.code;
  const below = useDivisions(chosen);
  const named = useDivisionSearch(under ?? '');
  const found = useDivisionSearch(words);
  const self = (named.data ?? []).find((one) => one.code === under);
  const offered = words ? (found.data ?? []) : [unit, ...area, ...(self ? [self] : []), ...(below.data ?? [])];
  const known = new Map<string, Division>(offered.map((one) => [one.code, one]));
  const options = [...known.values()].map((one) => ({ value: one.code, label: one.name }));
  if (!words && !known.has(chosen)) options.push({ value: chosen, label: chosen });
  return (
    <Select
      aria-label={say('division')}
      style={{ minWidth: 200, maxWidth: 360 }}
      popupMatchSelectWidth={false}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      loading={found.isFetching}
      value={chosen}
      options={options}
      onChange={(code: string) => {
        setTyped('');
        onUnder(code === unit.code ? undefined : code);
      }}
    />
  );
}
