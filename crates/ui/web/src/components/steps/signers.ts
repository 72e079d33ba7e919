/** The people who accept a hazard together, as they stand in the form. */
import { filledItems, itemsOf, listOf } from '../form/values';
import type { Values } from '../form/types';

export function signersOf(text: string): Values[] {
  return listOf(text).map(itemsOf);
}

export function signersText(signers: Values[]): string {
  const filled = signers.map(filledItems).filter((signer) => Object.keys(signer).length > 0);
  return filled.length > 0 ? JSON.stringify(filled) : '';
}

/** Who is asked first: the own office, then whoever had to put it right. */
export function usualSigners(ownOrg: string, person: string, respOrg: string): Values[] {
  const own: Values = { org: ownOrg, name: person, opinion: 'agree' };
  return respOrg !== '' && respOrg !== ownOrg ? [own, { org: respOrg, opinion: 'agree' }] : [own];
}
