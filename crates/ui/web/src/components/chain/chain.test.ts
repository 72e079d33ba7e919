import { describe, expect, it } from 'vitest';
import { madeRow } from '../../test/made';
import { chainOf, pendingExtension, type Happened, type Link } from './chain';

const did = (...events: string[]): Happened[] => events.map((event, number) => ({ event, at_ms: number + 1, by: '某人' }));
const letter = (status: string) => madeRow('l', { kind: 'letter', status, updated_ms: 5 });
const names = (chain: Link[], state: Link['state']) => chain.filter((link) => link.state === state).map((link) => link.name);

describe('the chain of a hazard', () => {
  it('waits for the review of what was reported', () => {
    const chain = chainOf('reported', did('report'), []);
    expect(names(chain, 'done')).toEqual(['report']);
    expect(names(chain, 'now')).toEqual(['confirm']);
  });

  it('waits for the letter, then for its service, then for the reply', () => {
    const now = (letters: ReturnType<typeof letter>[], status = 'confirmed') => names(chainOf(status, did('report', 'confirm'), letters), 'now');
    expect(now([])).toEqual(['letter']);
    expect(now([letter('drafted')])).toEqual(['letter']);
    expect(now([letter('issued')])).toEqual(['served']);
    expect(now([letter('served')], 'notified')).toEqual(['reply']);
    expect(now([letter('replied')], 'notified')).toEqual(['rectify']);
  });

  it('goes to the end and then waits for the look-back', () => {
    const all = did('report', 'confirm', 'notify', 'start', 'submit', 'accept', 'close');
    const chain = chainOf('closed', all, [letter('replied')]);
    expect(names(chain, 'now')).toEqual(['lookback']);
    expect(names(chain, 'done')).toHaveLength(9);
    const looked = chainOf('closed', all, [letter('replied'), madeRow('b', { kind: 'lookback', status: 'done' })]);
    expect(names(looked, 'now')).toEqual([]);
    expect(names(looked, 'done')).toHaveLength(10);
  });

  it('passes over what a quick acceptance leaves out', () => {
    const chain = chainOf('closed', did('report', 'fix_now', 'accept_quick'), []);
    expect(names(chain, 'passed')).toEqual(['confirm', 'letter', 'served', 'reply', 'submit']);
  });

  it('takes back what a failed acceptance or a relapse undoes', () => {
    expect(names(chainOf('rectifying', did('report', 'confirm', 'submit', 'fail'), [letter('served')]), 'now')).toEqual(['rectify']);
    const relapsed = chainOf('rectifying', did('report', 'confirm', 'submit', 'accept', 'close', 'relapse'), [letter('served')]);
    expect(names(relapsed, 'done')).toEqual(['report', 'confirm', 'letter', 'served']);
  });

  it('waits for nothing where it ended otherwise', () => {
    expect(names(chainOf('merged', did('report', 'merge'), []), 'now')).toEqual([]);
    expect(names(chainOf('merged', did('report', 'merge'), []), 'passed')).toEqual([]);
  });
});

describe('an extension', () => {
  it('waits until it is answered', () => {
    expect(pendingExtension(did('start', 'extend_request', 'progress'))?.event).toBe('extend_request');
    expect(pendingExtension(did('extend_request', 'extend_deny'))).toBeUndefined();
    expect(pendingExtension(did('start'))).toBeUndefined();
  });
});
