import { describe, expect, it } from 'vitest';
import type { MapPoint } from '../../api/types';
import { boundsOf, cornersOf, degreeText, graticule, gridStep, moved, roomy, ticks, toGcj02 } from './geo';
import { featuresOf, grouped, iconName } from './points';

function point(id: string, lat: number, lon: number): MapPoint {
  return { id, point: [lat, lon], title: id, status: 'reported', mark: null, days_left: null };
}

const asIs = (place: [number, number]) => place;

describe('what the map is given', () => {
  it('is longitude before latitude, with the picture of its look and what is late marked', () => {
    const made = featuresOf([point('a', 32.1, 111.5)], () => ({ rank: 3, tone: 'red' }), asIs);
    expect(made.features[0]?.geometry.coordinates).toEqual([111.5, 32.1]);
    expect(made.features[0]?.properties).toEqual({ id: 'a', icon: 'mark-3-red', order: 13, late: 1 });
  });

  it('has a picture for grades beyond the known ones', () => {
    expect(iconName({ rank: 9, tone: 'done' })).toBe('mark-3-done');
  });
});

describe('places that lie together', () => {
  const placed = [0, 5, 9, 100].map((x) => ({ x, y: 0, thing: x }));

  it('become one group at their middle, and every place is in exactly one', () => {
    const groups = grouped(placed, 20);
    expect(groups.map((group) => group.things)).toEqual([[0, 5, 9], [100]]);
    expect(groups[0]?.x).toBeCloseTo(14 / 3);
  });

  it('stay apart when they are far enough', () => {
    expect(grouped(placed, 1)).toHaveLength(4);
    expect(grouped([], 20)).toEqual([]);
  });
});

describe('the grid', () => {
  it('has at most seven lines and says their degrees', () => {
    for (const width of [0.004, 0.03, 0.4, 2.7, 11, 60]) expect(width / gridStep(width)).toBeLessThanOrEqual(7);
    expect(ticks(111.24, 111.56, 0.1)).toEqual([111.3, 111.4, 111.5]);
    expect(degreeText(111.5, 0.1, 'lon')).toBe('111.5°E');
    expect(degreeText(32, 1, 'lat')).toBe('32°N');
    expect(graticule([111, 32, 111.5, 32.2]).features.length).toBeGreaterThan(4);
  });

  it('leaves room around a single place', () => {
    const box = boundsOf([[111.5, 32.1]]);
    expect(box).not.toBeNull();
    const [west, south, east, north] = roomy(box ?? [0, 0, 0, 0]);
    expect(east - west).toBeCloseTo(0.02);
    expect(north - south).toBeCloseTo(0.02);
    expect(boundsOf([])).toBeNull();
  });
});

describe('the shifted datum', () => {
  it('moves places inside the country by some hundred metres, as published pairs do', () => {
    // A pair that many converters are tested with.
    const [lon, lat] = toGcj02([116.404, 39.915]);
    expect(lon).toBeCloseTo(116.41024449916938, 6);
    expect(lat).toBeCloseTo(39.91640428150164, 6);
  });

  it('moves outlines with the places inside them', () => {
    const corner: [number, number] = [116.404, 39.915];
    const outline = {
      type: 'Feature' as const,
      properties: { code: '110000000000', name: '', level: 'city' },
      geometry: { type: 'MultiPolygon' as const, coordinates: [[[corner, [2.35, 48.85] as [number, number]]]] },
    };
    const there = moved({ type: 'FeatureCollection', features: [outline] }, toGcj02);
    expect(cornersOf(there)).toEqual([toGcj02(corner), [2.35, 48.85]]);
  });

  it('leaves places abroad where they are', () => {
    expect(toGcj02([2.35, 48.85])).toEqual([2.35, 48.85]);
  });
});
