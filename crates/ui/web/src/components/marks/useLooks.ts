import { useCallback, useMemo } from 'react';
import { useCatalog, type CatalogBook } from '../../api/catalog';
import type { Code, Kind, RowShown } from '../../api/types';
import { useSession } from '../../session/SessionContext';
import { lookOf, markCodes, type Drawn, type Look } from './looks';
import { waitsFor } from './waits';

export interface Looks {
  kind: Kind | undefined;
  codes: Code[];
  /** The states that wait for whoever looks. */
  waiting: string[];
  look: (drawn: Drawn) => Look;
}

/** How records of a kind are drawn for the person who looks. */
export function useLooks(kindName: string): Looks {
  const book = useCatalog();
  const { role } = useSession();
  return useMemo(() => looksOf(book, kindName, role), [book, kindName, role]);
}

/** How rows of any kind are drawn for the person who looks. */
export function useRowLook(): (row: RowShown) => Look {
  const book = useCatalog();
  const { role } = useSession();
  const known = useMemo(() => {
    return new Map(book.catalog.kinds.map((kind) => [kind.name, looksOf(book, kind.name, role)]));
  }, [book, role]);
  return useCallback((row) => known.get(row.kind)?.look(row) ?? { tone: 'none', rank: 0 }, [known]);
}

function looksOf(book: CatalogBook, name: string, role: string): Looks {
  const kind = book.kind(name);
  const codes = markCodes(book, kind);
  const waiting = kind ? waitsFor(book, kind, role) : [];
  const look = (drawn: Drawn): Look => (kind ? lookOf(kind, codes, waiting, drawn) : { tone: 'none', rank: 0 });
  return { kind, codes, waiting, look };
}
