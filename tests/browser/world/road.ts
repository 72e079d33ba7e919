/** What a station brings: records made on a laptop by the command line, where the pages are not what is tested. */
import { photo } from './hands';
import type { Laptop } from './site';

/** Logs a hazard at a stake of a road and reports it. */
export async function report(laptop: Laptop, road: string, stake: string, more: Record<string, string> = {}): Promise<string> {
  const said = {
    division: '420625102215',
    kinds: 'sharp_curve,no_guardrail',
    road_class: 'township',
    road_code: road,
    stake_start: stake,
    description: '急弯外侧护栏缺失',
    bus_route: 'yes',
    ...more,
  };
  const sets = Object.entries(said).flatMap(([field, text]) => ['--set', `${field}=${text}`]);
  const { id } = await laptop.ask<{ id: string }>(['add', 'hazard', ...sets, '--photo', `photos_before=${photo('bend')}`]);
  await laptop.ask(['act', id, 'report']);
  return id;
}

/** A day of China, so many days from today. */
export function day(from = 0): string {
  const format = new Intl.DateTimeFormat('sv', { timeZone: 'Asia/Shanghai' });
  return format.format(Date.now() + from * 24 * 60 * 60 * 1000);
}
