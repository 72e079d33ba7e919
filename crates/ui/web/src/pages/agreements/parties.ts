/** Who signs: pasted from a list, typed, or taken from a ledger. */

/** One party B of a batch, as typed. */
export interface Party {
  /** Unique in the batch. */
  key: string;
  /** A body: a village committee, a school, an enterprise. */
  org: string;
  name: string;
  phone: string;
  idNo: string;
  address: string;
  plate: string;
  /** The village it belongs to, where it is not the batch's. */
  division?: string;
  /** The ledger record it is taken from; what is empty above is read from there. */
  from?: string;
  /** What that record is called, until it is read. */
  shown?: string;
}

export type Typed = Omit<Party, 'key'>;

export const NOBODY: Typed = { org: '', name: '', phone: '', idNo: '', address: '', plate: '' };

const PLATE = /^[\u4e00-\u9fff][A-Z][A-Z0-9]{5,6}$/i;
/** Wrong numbers are taken as well: the program says what is wrong with them. */
const LIKE_PHONE = /^[\d-]{5,13}$/;
const LIKE_ID_NO = /^\d{14,20}X?$/i;
const ORDINAL = /^\d{1,4}[.、．]?$/;
const HEADING = /^(序号|姓名|名称|单位)$/;

/**
 * Lines as they come from a spreadsheet or a message: columns in any order, told apart by their
 * look. The first plain text is the name (of the body, where bodies sign), the rest the address.
 */
export function readParties(pasted: string, bodies: boolean): Typed[] {
  return pasted
    .split(/\r?\n/)
    .map(columns)
    .filter((cells) => cells.length > 0 && !HEADING.test(cells[0] ?? ''))
    .map((cells) => readLine(cells, bodies));
}

function columns(line: string): string[] {
  const plain = line.trim();
  const cut = /[\t,，;；]/.test(plain) ? /[\t,，;；]/ : /\s+/;
  const cells = plain.split(cut).map((cell) => cell.trim()).filter((cell) => cell !== '');
  return ORDINAL.test(cells[0] ?? '') && cells.length > 1 ? cells.slice(1) : cells;
}

function readLine(cells: string[], bodies: boolean): Typed {
  const party = { ...NOBODY };
  const plain: string[] = [];
  for (const cell of cells) {
    const narrow = cell.normalize('NFKC').replace(/[\s·]/g, '');
    if (LIKE_PHONE.test(narrow) && party.phone === '') party.phone = narrow;
    else if (LIKE_ID_NO.test(narrow) && party.idNo === '') party.idNo = narrow.toUpperCase();
    else if (PLATE.test(narrow) && party.plate === '') party.plate = narrow.toUpperCase();
    else plain.push(cell);
  }
  const [first = '', ...others] = plain;
  if (!bodies) return { ...party, name: first, address: others.join(' ') };
  const [name = '', ...rest] = others;
  return { ...party, org: first, name, address: rest.join(' ') };
}

/** Whether two lines are about the same party: the same name with nothing that tells them apart. */
function isSameParty(a: Typed, b: Typed): boolean {
  if (a.from !== undefined && a.from === b.from) return true;
  if (a.from !== undefined || b.from !== undefined) return false;
  const differs = (one: string, other: string) => one !== '' && other !== '' && one !== other;
  return a.org === b.org && a.name === b.name && !differs(a.idNo, b.idNo) && !differs(a.phone, b.phone);
}

/** The batch with more parties; those that stand there already are counted, not added. */
export function withParties(before: Party[], more: Typed[], key: () => string): { parties: Party[]; doubles: number } {
  const parties = [...before];
  let doubles = 0;
  for (const one of more) {
    if (parties.some((known) => isSameParty(known, one))) doubles += 1;
    else parties.push({ ...one, key: key() });
  }
  return { parties, doubles };
}

/** The entries that are this party's own. */
export function partyEntries(party: Party): [string, string][] {
  const said: [string, string][] = [
    ['party_b_org', party.org],
    ['party_b_name', party.name],
    ['party_b_phone', party.phone],
    ['party_b_id_no', party.idNo],
    ['party_b_address', party.address],
    ['vehicles', party.plate === '' ? '' : JSON.stringify([{ plate: party.plate }])],
    ['division', party.division ?? ''],
  ];
  return said.filter(([, text]) => text.trim() !== '');
}

/** What a ledger of drivers or of vehicles says of a party, under what was typed. */
export function withLedger(party: Party, fields: Record<string, string>): Party {
  const first = (typed: string, ...names: string[]) => typed || names.map((name) => fields[name] ?? '').find((text) => text !== '') || '';
  return {
    ...party,
    name: first(party.name, 'name', 'owner_name'),
    phone: first(party.phone, 'phone', 'owner_phone'),
    address: first(party.address, 'address', 'owner_address'),
    plate: first(party.plate, 'plate'),
  };
}
