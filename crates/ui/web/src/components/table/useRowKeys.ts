import { useEffect, useState } from 'react';

/** Where letters are typed, they are letters. */
const TYPING = 'input, textarea, select, [contenteditable="true"], [role="dialog"], [role="combobox"]';

/** J and K go down and up the rows, Enter opens the one that is marked; -1 while none is. */
export function useRowKeys(rows: number, open: (at: number) => void): number {
  const [at, setAt] = useState(-1);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target as Element | null;
      if (event.ctrlKey || event.metaKey || event.altKey || target?.closest(TYPING)) return;
      if (event.key === 'j') setAt((now) => Math.min(now + 1, rows - 1));
      else if (event.key === 'k') setAt((now) => Math.max(now - 1, 0));
      else if (event.key === 'Enter' && at >= 0 && !target?.closest('a, button')) open(at);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [rows, at, open]);
  return Math.min(at, rows - 1);
}
