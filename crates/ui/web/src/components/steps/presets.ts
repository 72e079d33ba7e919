/** What the forms of steps begin with where the record says nothing yet, and which fields stand first. */
import type { Offer, Sheet } from '../../api/types';
import type { Values } from '../form/types';

/** What a step is mostly about, where its row names far more; the rest is folded away. */
const MOSTLY: Record<string, string[]> = {
  'hazard.confirm': ['grade', 'nature', 'resp_org', 'due_on', 'resp_person', 'resp_phone', 'proposal'],
};

/** Fields that belong to a step although its row does not name them. */
const BESIDE: Record<string, string[]> = {
  'letter.serve': ['receipt_photo'],
  'letter.issue': ['legal_basis', 'cc'],
  'letter.reply': ['scan'],
  'hazard.close': ['documents'],
};

export function firstFields(kind: string, offer: Offer): string[] {
  const step = `${kind}.${offer.event}`;
  return [...new Set([...offer.requires, ...(MOSTLY[step] ?? offer.sets), ...(BESIDE[step] ?? [])])];
}

export function presets(sheet: Sheet, offer: Offer, today: string, now: string): Values {
  const said = (name: string) => sheet.fields.find((shown) => shown.field === name)?.value;
  const wanted = wantedBy(offer.event, (name) => textOf(said(name)), today, now);
  const open = Object.entries(wanted).filter(([name, text]) => text !== '' && (name === 'due_on' || said(name) === undefined));
  return Object.fromEntries(open);
}

function wantedBy(event: string, said: (name: string) => string, today: string, now: string): Values {
  switch (event) {
    case 'confirm':
      return { grade: said('grade_suggested') };
    case 'accept':
    case 'accept_quick':
      return { acceptance_date: today, acceptance_result: 'qualified' };
    case 'fail':
      return { acceptance_date: today, acceptance_result: 'unqualified' };
    case 'extend_approve':
      return { due_on: said('extension_due') };
    case 'serve':
      return { served: JSON.stringify({ at: now }) };
    case 'reply':
      return { replied_on: today };
    case 'start':
      return { started_on: today };
    default:
      return {};
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
