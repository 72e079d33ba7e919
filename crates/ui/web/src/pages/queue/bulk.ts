/** Which steps can be taken for several records at once. */
import type { Event, Kind, RowShown } from '../../api/types';

/** Fields that can be the same for many records: a photo or another record is each one's own. */
const OWN = ['photos', 'ref', 'refs', 'point', 'stake', 'list', 'struct'];

/** Steps a role may take for every one of the rows, each once. */
export function bulkSteps(kind: Kind, rows: RowShown[], role: string): Event[] {
  const states = [...new Set(rows.map((row) => row.status))];
  if (states.length === 0 || rows.some((row) => row.kind !== kind.name)) return [];
  const open = (row: Event, state: string) => row.from.includes(state) && row.by.includes(role);
  const common = kind.events.filter((row) => {
    const everywhere = states.every((state) => kind.events.some((other) => other.name === row.name && open(other, state)));
    return everywhere && states.some((state) => open(row, state)) && row.requires.every((name) => !isOwn(kind, name));
  });
  return common.filter((row, at) => common.findIndex((other) => other.name === row.name) === at);
}

function isOwn(kind: Kind, name: string): boolean {
  const field = kind.fields.find((known) => known.name === name);
  return !field || OWN.includes(field.type);
}

/** What is asked once for all of them: what must be filled, then a few that the step usually fills. */
export function bulkFields(kind: Kind, event: Event) {
  const usual = event.sets.filter((name) => !event.requires.includes(name) && !isOwn(kind, name));
  const plain = usual.filter((name) => kind.fields.find((field) => field.name === name)?.type !== 'codes');
  return [...event.requires, ...plain].flatMap((name) => kind.fields.filter((field) => field.name === name));
}
