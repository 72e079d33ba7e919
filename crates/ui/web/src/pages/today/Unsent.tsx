import { Link } from 'react-router';
import type { Standing } from '../../api/types';
import { Section } from '../../components/Section';
import { useRead } from '../../i18n/words';
import { count, moment } from '../../look/format';
import { useTodayWords } from './words';

/** What the county does not have yet, and when it last confirmed anything. */
export function Unsent({ standing }: { standing: Standing }) {
  const say = useTodayWords();
  const read = useRead();
  const { unsent, held, problems, last_receipt_ms: receipt } = standing;
  return (
    <Section title={say('list', { title: say('unsent'), n: count(unsent) })} beside={<Link to="/sync">{say('to_sync')}</Link>}>
      <p>{unsent > 0 ? say('unsent_some', { n: count(unsent) }) : say('unsent_none')}</p>
      <p className="hint">{receipt === null ? say('never_receipt') : say('last_receipt', { at: moment(receipt) })}</p>
      {held.length > 0 ? <p className="said">{say('held', { n: held.length })}</p> : null}
      {problems.map((problem, at) => (
        <p key={at} className="said typed">
          {read(problem)}
        </p>
      ))}
    </Section>
  );
}
