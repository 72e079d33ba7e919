/** What the map draws of records: their places with their looks, and places that lie together. */
import type { FeatureCollection, Point } from 'geojson';
import type { MapPoint } from '../../api/types';
import type { Look, Tone } from '../marks/looks';
import { type LonLat } from './geo';

export interface PointProperties {
  id: string;
  icon: string;
  /** The graver and later ones are drawn over the others. */
  order: number;
  late: 0 | 1;
}

export type Points = FeatureCollection<Point, PointProperties>;

/** Each combination of shape and colour is one picture. */
export function iconName({ rank, tone }: Look): string {
  return `mark-${Math.min(rank, 3)}-${tone}`;
}

const TONES: Tone[] = ['waiting', 'green', 'yellow', 'orange', 'red', 'none', 'done'];

export const ALL_LOOKS: Look[] = [0, 1, 2, 3].flatMap((rank) => TONES.map((tone) => ({ rank, tone })));

export function isLate(tone: Tone): boolean {
  return tone === 'orange' || tone === 'red';
}

export function lonLat(point: MapPoint, shift: (place: LonLat) => LonLat): LonLat {
  return shift([point.point[1], point.point[0]]);
}

export function featuresOf(points: MapPoint[], look: (point: MapPoint) => Look, shift: (place: LonLat) => LonLat): Points {
  const features = points.map((point) => {
    const seen = look(point);
    const late = isLate(seen.tone);
    return {
      type: 'Feature' as const,
      geometry: { type: 'Point' as const, coordinates: lonLat(point, shift) },
      properties: { id: point.id, icon: iconName(seen), order: seen.rank + (late ? 10 : 0), late: late ? (1 as const) : (0 as const) },
    };
  });
  return { type: 'FeatureCollection', features };
}

export interface Placed<Thing> {
  x: number;
  y: number;
  thing: Thing;
}

export interface Group<Thing> {
  x: number;
  y: number;
  things: Thing[];
}

/** Places closer than `reach` become one group at their middle; what comes first gathers what follows. */
export function grouped<Thing>(placed: Placed<Thing>[], reach: number): Group<Thing>[] {
  const groups: Group<Thing>[] = [];
  for (const { x, y, thing } of placed) {
    const near = groups.find((group) => Math.hypot(group.x - x, group.y - y) < reach);
    if (!near) {
      groups.push({ x, y, things: [thing] });
      continue;
    }
    const count = near.things.length;
    near.x = (near.x * count + x) / (count + 1);
    near.y = (near.y * count + y) / (count + 1);
    near.things.push(thing);
  }
  return groups;
}
