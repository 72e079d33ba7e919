import { Alert, Button } from 'antd';
import type { ClockShown, Complaint } from '../../api/types';
import { Section } from '../../components/Section';
import { goToField } from '../../components/lacking';
import { Clocks } from '../../components/sheet/Clocks';
import { Mark } from '../../components/StatusTag';
import { useRead } from '../../i18n/words';
import { useEnforcementWords } from './words';
import '../../components/sheet/sheet.css';

interface Props {
  guards: Complaint[];
  clocks: ClockShown[];
  points: number | null;
  /** The program has looked at the form. */
  asked: boolean;
}

/** What the law stands against while the form is filled, and the time limits that run already. */
export function GuardPane({ guards, clocks, points, asked }: Props) {
  const say = useEnforcementWords();
  const read = useRead();
  return (
    <aside aria-label={say('guards')}>
      <Section title={say('guards')}>
        <div aria-live="polite">
          {guards.map((guard, at) => (
            <Alert
              key={at}
              type="error"
              title={<span className="typed">{read(guard)}</span>}
              action={
                <Button size="small" onClick={() => goToField(guard.field ?? '')}>
                  {say('mend')}
                </Button>
              }
              style={{ marginBottom: 8 }}
            />
          ))}
          {asked && guards.length === 0 ? <Mark colour="green">{say('guards_none')}</Mark> : null}
        </div>
        {points === null ? null : <p>{say('points', { n: points })}</p>}
      </Section>
      {clocks.length > 0 ? <Clocks clocks={clocks} /> : null}
    </aside>
  );
}
