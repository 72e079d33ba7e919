import dayjs, { type Dayjs } from 'dayjs';
import utc from 'dayjs/plugin/utc';

dayjs.extend(utc);

const CHINA_MIN = 8 * 60;

/** A moment on the clock of China, wherever the browser believes to be; papers say the same. */
export function chinaTime(moment: number | string): Dayjs {
  return dayjs(moment).utcOffset(CHINA_MIN);
}

/** A moment as people write it. */
export function moment(ms: number): string {
  return chinaTime(ms).format('YYYY-MM-DD HH:mm');
}

/** The day of a moment. */
export function day(ms: number): string {
  return chinaTime(ms).format('YYYY-MM-DD');
}

/** Metres along a road as a stake: 12300 is K12+300. */
export function stake(metres: number): string {
  const km = Math.floor(metres / 1000);
  return `K${km}+${String(metres - km * 1000).padStart(3, '0')}`;
}

/** Bytes as people read them. */
export function bytes(count: number): string {
  if (count < 1024) return `${count} B`;
  if (count < 1024 * 1024) return `${(count / 1024).toFixed(0)} kB`;
  return `${(count / 1024 / 1024).toFixed(1)} MB`;
}

/** A whole number with its groups of three. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}
