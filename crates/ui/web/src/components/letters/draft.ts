/** What a letter about a record begins with. */
import type { CatalogBook } from '../../api/catalog';
import type { Session, Sheet } from '../../api/types';
import type { Values } from '../form/types';

/** Whether whoever looks may write a letter about this record: letters are about hazards that wait for one. */
export function mayWriteLetters(book: CatalogBook, role: string, sheet: Sheet): boolean {
  const letter = book.kind('letter');
  const open = ['confirmed', 'notified', 'rectifying', 'submitted'].includes(sheet.row.status);
  return sheet.row.kind === 'hazard' && open && Boolean(letter?.create.includes(role));
}

export interface Facts {
  place: string;
  road: string;
  kinds: string;
  description: string;
  due: string;
}

export function factsOf(sheet: Sheet): Facts {
  const text = (name: string) => sheet.fields.find((shown) => shown.field === name)?.text.zh ?? '';
  const stakes = [text('stake_start'), text('stake_end')].filter((one) => one !== '').join('—');
  const road = [text('road_name'), text('road_code'), stakes].filter((one) => one !== '').join(' ');
  return { place: sheet.row.place.replaceAll('/', ''), road, kinds: text('kinds'), description: text('description'), due: text('due_on') };
}

export function letterValues(sheet: Sheet, session: Session, body: string): Values {
  const said = (name: string) => {
    const value = sheet.fields.find((shown) => shown.field === name)?.value;
    return typeof value === 'string' ? value : '';
  };
  const values: Values = {
    type: 'rectify_notice',
    hazard: sheet.row.id,
    division: sheet.row.division,
    from_org: session.unit.name,
    to_org: said('resp_org'),
    due: said('due_on'),
    body,
  };
  return Object.fromEntries(Object.entries(values).filter(([, text]) => text !== ''));
}
