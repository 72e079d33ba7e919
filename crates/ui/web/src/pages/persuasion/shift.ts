import { chinaTime } from '../../look/format';

const SHIFT_HOURS = 2;

export interface Shift {
  date: string;
  from: string;
  to: string;
}

/** The spell that just ended: two hours, but not back into yesterday, which would be another log. */
export function lastShift(nowMs: number): Shift {
  const now = chinaTime(nowMs);
  const began = now.subtract(SHIFT_HOURS, 'hour');
  const from = began.isBefore(now.startOf('day')) ? now.startOf('day') : began;
  return { date: now.format('YYYY-MM-DD'), from: from.format('HH:mm'), to: now.format('HH:mm') };
}
