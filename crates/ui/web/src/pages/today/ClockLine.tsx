import { ClockCircleOutlined } from '@ant-design/icons';
import { useEffect, useState } from 'react';
import { connection } from '../../api/connection';
import { moment } from '../../look/format';
import { useTodayWords } from './words';

const MINUTE_MS = 60_000;

/** Whose clock the deadlines run on: away from the network only this machine's own can be asked. */
export function ClockLine() {
  const say = useTodayWords();
  const [now, setNow] = useState(connection.programNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(connection.programNow()), MINUTE_MS / 2);
    return () => clearInterval(timer);
  }, []);
  return (
    <p className="clock-line">
      <ClockCircleOutlined aria-hidden /> {say('clock', { now: moment(now) })}
    </p>
  );
}
