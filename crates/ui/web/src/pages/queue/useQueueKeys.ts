import { useEffect } from 'react';
import { typingOrDialog } from '../../components/brief/keys';
import type { RowShown } from '../../api/types';

interface Doing {
  rows: RowShown[];
  selected: string | undefined;
  onSelect: (id: string) => void;
  onOpen: (id: string) => void;
  onMark: (id: string) => void;
}

/** The row a key leads to: the next or the previous one, or the first when none is chosen. */
export function rowFor(key: string, rows: RowShown[], selected: string | undefined): RowShown | undefined {
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[key];
  if (!step) return undefined;
  const at = rows.findIndex((row) => row.id === selected);
  if (at < 0) return rows[0];
  return rows[at + step];
}

/** The queue by keyboard, while nobody types. */
export function useQueueKeys({ rows, selected, onSelect, onOpen, onMark }: Doing): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (typingOrDialog(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      const next = rowFor(event.key, rows, selected);
      if (next) {
        event.preventDefault();
        onSelect(next.id);
        return;
      }
      if (!selected) return;
      if (event.key === 'Enter' && !onControl(event)) onOpen(selected);
      if (event.key === 'x') onMark(selected);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [rows, selected, onSelect, onOpen, onMark]);
}

/** Enter on a button or link is that control's own, except on the rows of the list. */
function onControl(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof HTMLElement)) return false;
  return target.closest('button, a, [role=button], [role=link]') !== null && target.closest('.queue-rows') === null;
}
