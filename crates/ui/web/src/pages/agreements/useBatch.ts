import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { post } from '../../api/call';
import { fetchSheet, recordsChanged } from '../../api/records';
import type { Saved } from '../../api/types';
import { entryText } from '../../components/form/values';
import { remember, remembered } from '../../components/remembered';
import { runBatch, type Ending, type Progress, type Row } from './batch';
import { partyEntries, withLedger, withParties, type Party, type Typed } from './parties';

const PLACE = 'batch';

/** The rows of a batch, kept at every change so that a crash neither loses nor doubles any. */
export function useBatch() {
  const client = useQueryClient();
  const [rows, setRows] = useState<Row[]>(() => remembered<Row[]>(PLACE, []).map(asLeft));
  const [ending, setEnding] = useState<Ending | null>(null);
  const [running, setRunning] = useState(false);
  const stop = useRef(false);
  // The newest rows for the loop, which outlives the drawing that started it.
  const latest = useRef(rows);

  const write = (next: Row[]) => {
    latest.current = next;
    remember(PLACE, next);
    setRows(next);
  };

  const add = (more: Typed[]): number => {
    const added = withParties(latest.current.map((row) => row.party), more, freshKey);
    const fresh = added.parties.slice(latest.current.length);
    write([...latest.current, ...fresh.map((party): Row => ({ party, progress: { state: 'waiting' } }))]);
    return added.doubles;
  };

  const change = (key: string, what: Partial<Party>) =>
    write(latest.current.map((row) => (row.party.key === key ? { ...row, party: { ...row.party, ...what } } : row)));

  const tell = (key: string, progress: Progress) =>
    write(latest.current.map((row) => (row.party.key === key ? { ...row, progress } : row)));

  const create = async (party: Party, template: [string, string][]): Promise<string> => {
    const whole = party.from ? withLedger(party, await ledgerFields(party.from)) : party;
    const own = partyEntries(whole);
    const names = own.map(([name]) => name);
    const entries = [...template.filter(([name]) => !names.includes(name)), ...own];
    return (await post<Saved>('/api/save', { kind: 'agreement', entries, files: [], anyway: false, once: `agreement-${party.key}` })).id;
  };

  const ledgerFields = async (id: string): Promise<Record<string, string>> => {
    const sheet = await fetchSheet(client, id);
    return Object.fromEntries(sheet.fields.map((shown) => [shown.field, shown.masked ? '' : entryText(shown.value)]));
  };

  const issue = async (id: string): Promise<void> => {
    const { seen } = await fetchSheet(client, id);
    await post<Saved>('/api/save', { id, event: 'issue', entries: [], files: [], seen, anyway: false });
  };

  const start = async (template: [string, string][]) => {
    stop.current = false;
    setEnding(null);
    setRunning(true);
    try {
      setEnding(
        await runBatch(latest.current, { create: (party) => create(party, template), issue, tell, stopped: () => stop.current }),
      );
    } finally {
      setRunning(false);
      void recordsChanged(client);
    }
  };

  return {
    rows,
    add,
    change,
    running,
    ending,
    drop: (key: string) => write(latest.current.filter((row) => row.party.key !== key)),
    dropIssued: () => write(latest.current.filter((row) => row.progress.state !== 'issued')),
    dropAll: () => {
      setEnding(null);
      write([]);
    },
    start: (template: [string, string][]) => void start(template),
    stop: () => {
      stop.current = true;
    },
  };
}

export type Batch = ReturnType<typeof useBatch>;

/** A row that was being done when the page was closed: made or not, it is to be done again. */
function asLeft(row: Row): Row {
  if (row.progress.state !== 'doing') return row;
  const { id } = row.progress;
  return { ...row, progress: id ? { state: 'drafted', id, why: [] } : { state: 'waiting' } };
}

let counted = 0;

function freshKey(): string {
  counted += 1;
  return `${Date.now()}-${counted}`;
}
