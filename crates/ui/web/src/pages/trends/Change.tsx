import { change } from '../../components/span/span';
import { useTrendsWords } from './words';

/** The change from one figure to another, as reports write it. */
export function Change({ now, before }: { now: number | undefined; before: number | undefined }) {
  const say = useTrendsWords();
  if (now === undefined || before === undefined) return '…';
  const pct = change(now, before);
  if (pct === null) return now === 0 ? say('none') : say('new');
  return say(pct > 0 ? 'plus_pct' : 'change_pct', { pct: pct.toFixed(2) });
}
