import { useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { address, get } from './call';
import type { Catalog, Code, CodeList, Field, Kind, Named, Role, State, Text } from './types';

export function useCatalogQuery(fingerprint: string | undefined) {
  return useQuery({
    queryKey: ['catalog', fingerprint],
    queryFn: async ({ signal }) => {
      const catalog = await get<Catalog>(address('/api/catalog', { v: fingerprint }), signal);
      return new CatalogBook(catalog);
    },
    enabled: fingerprint !== undefined,
    staleTime: Infinity,
    gcTime: Infinity,
  });
}

/** The catalog, with ways to look things up by name. */
export class CatalogBook {
  private readonly kinds: Map<string, Kind>;
  private readonly lists: Map<string, CodeList>;

  constructor(readonly catalog: Catalog) {
    this.kinds = new Map(catalog.kinds.map((kind) => [kind.name, kind]));
    this.lists = new Map(catalog.codes.map((list) => [list.name, list]));
  }

  kind(name: string): Kind | undefined {
    return this.kinds.get(name);
  }

  codes(list: string): CodeList | undefined {
    return this.lists.get(list);
  }

  code(list: string, code: string): Code | undefined {
    return this.lists.get(list)?.codes.find((known) => known.code === code);
  }

  role(name: string): Role | undefined {
    return this.catalog.roles.find((role) => role.name === name);
  }

  measure(name: string): Named | undefined {
    return this.catalog.measures.find((measure) => measure.name === name);
  }

  ratio(name: string): Named | undefined {
    return this.catalog.ratios.find((ratio) => ratio.name === name);
  }

  report(name: string): Named | undefined {
    return this.catalog.reports.find((report) => report.name === name);
  }
}

export function fieldOf(kind: Kind | undefined, name: string): Field | undefined {
  return kind?.fields.find((field) => field.name === name);
}

export function stateOf(kind: Kind | undefined, name: string): State | undefined {
  return kind?.states.find((state) => state.name === name);
}

/** What people call a field; its name where this program does not know it. */
export function fieldLabel(kind: Kind | undefined, name: string): Text {
  return fieldOf(kind, name)?.label ?? { zh: name, en: name };
}

/** What people call a state; its name where this program does not know it. */
export function stateLabel(kind: Kind | undefined, name: string): Text {
  return stateOf(kind, name)?.label ?? { zh: name, en: name };
}

export const CatalogContext = createContext<CatalogBook | null>(null);

/** The catalog inside the shell, where it is always there. */
export function useCatalog(): CatalogBook {
  const book = useContext(CatalogContext);
  if (!book) throw new Error('useCatalog is called outside the shell');
  return book;
}
