/** Issues agreements one after another and says of each how it ended. */
import { ApiError } from '../../api/call';
import type { Text } from '../../api/types';
import type { Party } from './parties';

/** How far one party is: nothing yet, made but not issued, issued, or refused. */
export type Progress =
  | { state: 'waiting' }
  | { state: 'doing'; id?: string }
  | { state: 'issued'; id: string }
  | { state: 'drafted'; id: string; why: Text[] }
  | { state: 'refused'; why: Text[] };

export interface Row {
  party: Party;
  progress: Progress;
}

export interface Doing {
  create: (party: Party) => Promise<string>;
  issue: (id: string) => Promise<void>;
  tell: (key: string, progress: Progress) => void;
  stopped: () => boolean;
}

/** Why a batch ended before its last row; nothing if it did not. */
export type Ending = 'done' | 'stopped' | 'halted';

/**
 * Goes through the rows that are not issued yet. A row that was made before is only issued, so that
 * going on after a crash makes no doubles. What stands against every row alike halts the batch: the
 * others would be refused for the same reason.
 */
export async function runBatch(rows: Row[], doing: Doing): Promise<Ending> {
  for (const row of rows) {
    if (row.progress.state === 'issued') continue;
    if (doing.stopped()) return 'stopped';
    if (!(await runRow(row, doing))) return 'halted';
  }
  return 'done';
}

/** Whether the batch may go on. */
async function runRow({ party, progress }: Row, doing: Doing): Promise<boolean> {
  let id = 'id' in progress ? progress.id : undefined;
  try {
    doing.tell(party.key, { state: 'doing', id });
    id ??= await doing.create(party);
    doing.tell(party.key, { state: 'doing', id });
    await doing.issue(id);
    doing.tell(party.key, { state: 'issued', id });
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const why = reasons(error);
    doing.tell(party.key, id ? { state: 'drafted', id, why } : { state: 'refused', why });
    return isAboutOneRow(error);
  }
}

function reasons(error: ApiError): Text[] {
  return error.complaints.length > 0 ? error.complaints.map(({ zh, en }) => ({ zh, en })) : [error.text];
}

/** Fields that each row fills by itself; a complaint about anything else would meet every row. */
const OWN = /^(party_b_|vehicles|division)/;

function isAboutOneRow(error: ApiError): boolean {
  return error.code === 'form' && error.complaints.length > 0 && error.complaints.every(({ field }) => field !== null && OWN.test(field));
}
