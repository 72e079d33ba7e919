/** What the forms of steps begin with where the record says nothing yet, and which fields stand first. */
import type { Offer, Sheet } from '../../api/types';
import type { Values } from '../form/types';

/** Fields that belong to a step although its row does not name them. */
const BESIDE: Record<string, string[]> = {
  'letter.serve': ['receipt_photo'],
  'letter.issue': ['legal_basis', 'cc'],
  'letter.reply': ['scan'],
  'hazard.close': ['documents'],
};

export function firstFields(kind: string, offer: Offer): string[] {
  return [...new Set([...offer.requires, ...offer.sets, ...(BESIDE[`${kind}.${offer.event}`] ?? [])])];
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
