import { useEffect, useState } from 'react';
import { connection } from '../../api/connection';
import type { ClockShown } from '../../api/types';
import { useRead } from '../../i18n/words';
import { moment } from '../../look/format';
import { deadlineColour, type StatusColour } from '../../look/theme';
import { useSession } from '../../session/SessionContext';
import { Mark } from '../StatusTag';
import { Section } from '../Section';
import { useSheetWords } from './words';

const TICK_MS = 15_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The time limits of a record, counting down; it says by whose clock. */
export function Clocks({ clocks }: { clocks: ClockShown[] }) {
  const say = useSheetWords();
  const { program } = useSession();
  const now = useNow();
  return (
    <Section title={say('clocks')}>
      <ul className="plain-list">
        {clocks.map((clock, number) => (
          <One key={number} clock={clock} now={now} />
        ))}
      </ul>
      <p className="quiet">{program === 'laptop' ? say('clock_by_laptop') : say('clock_by_server')}</p>
    </Section>
  );
}

/** The program's clock, looked at often enough for minutes. */
function useNow(): number {
  const [now, setNow] = useState(connection.programNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(connection.programNow()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

function One({ clock, now }: { clock: ClockShown; now: number }) {
  const say = useSheetWords();
  const read = useRead();
  return (
    <li>
      <div>
        <strong>{read(clock.label)}</strong> {clock.counts ? null : <span className="quiet">{say('clock_shown_only')}</span>}
      </div>
      <Mark colour={colour(clock, now)}>{useLeft(clock, now)}</Mark>{' '}
      <span className="quiet">{say('clock_until', { time: moment(clock.ends_ms) })}</span>
      {clock.source ? <div className="quiet">{say('law', { law: clock.source })}</div> : null}
      {clock.holidays_known ? null : <div className="said-mild">{say('clock_holidays')}</div>}
    </li>
  );
}

function colour(clock: ClockShown, now: number): StatusColour {
  if (clock.stopped_ms !== null) return 'none';
  return deadlineColour(Math.floor((clock.ends_ms - now) / DAY_MS));
}

function useLeft(clock: ClockShown, now: number): string {
  const say = useSheetWords();
  if (clock.stopped_ms !== null) return say('clock_stopped', { time: moment(clock.stopped_ms) });
  const left = clock.ends_ms - now;
  const span = Math.abs(left);
  const time =
    span >= DAY_MS
      ? say('days_hours', { d: Math.floor(span / DAY_MS), h: Math.floor((span % DAY_MS) / HOUR_MS) })
      : say('hours_minutes', { h: Math.floor(span / HOUR_MS), m: Math.floor((span % HOUR_MS) / 60_000) });
  return left >= 0 ? say('clock_left', { time }) : say('clock_over', { time });
}
