/** Plain reckoning with positions: bounds, the grid of latitude and longitude, and the datum of a base map. */
import type { FeatureCollection, LineString } from 'geojson';
import type { Outlines } from '../../api/types';

export type LonLat = [number, number];

/** West, south, east, north. */
export type Bounds = [number, number, number, number];

export interface GridLine {
  label: string;
}

export function boundsOf(places: LonLat[]): Bounds | null {
  if (places.length === 0) return null;
  const lons = places.map(([lon]) => lon);
  const lats = places.map(([, lat]) => lat);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

/** Every corner of the outlines. */
export function cornersOf(outlines: Outlines): LonLat[] {
  return outlines.features.flatMap(({ geometry }) => geometry.coordinates.flat(2));
}

/** The outlines in the datum of the base map. */
export function moved(outlines: Outlines, shift: (place: LonLat) => LonLat): Outlines {
  const features = outlines.features.map((outline) => {
    const coordinates = outline.geometry.coordinates.map((polygon) => polygon.map((ring) => ring.map(shift)));
    return { ...outline, geometry: { ...outline.geometry, coordinates } };
  });
  return { ...outlines, features };
}

/** Bounds with a margin, and never so small that one place fills the map. */
export function roomy([west, south, east, north]: Bounds): Bounds {
  const least = 0.02;
  const x = Math.max((east - west) * 0.08, (least - (east - west)) / 2, 0);
  const y = Math.max((north - south) * 0.08, (least - (north - south)) / 2, 0);
  return [west - x, south - y, east + x, north + y];
}

const STEPS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

/** The distance between lines of the grid, in degrees, so that about six of them are seen. */
export function gridStep(span: number): number {
  return STEPS.find((step) => span / step <= 7) ?? 10;
}

export function ticks(from: number, to: number, step: number): number[] {
  const first = Math.ceil(from / step);
  const count = Math.max(0, Math.floor(to / step) - first + 1);
  return Array.from({ length: count }, (_, number) => Number(((first + number) * step).toFixed(6)));
}

/** 111.5° as people read it. */
export function degreeText(degrees: number, step: number, axis: 'lon' | 'lat'): string {
  const side = axis === 'lon' ? (degrees < 0 ? 'W' : 'E') : degrees < 0 ? 'S' : 'N';
  const decimals = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  return `${Math.abs(degrees).toFixed(decimals)}°${side}`;
}

export function graticule([west, south, east, north]: Bounds): FeatureCollection<LineString, GridLine> {
  const step = gridStep(Math.max(east - west, north - south));
  const line = (label: string, coordinates: LonLat[]) => ({
    type: 'Feature' as const,
    properties: { label },
    geometry: { type: 'LineString' as const, coordinates },
  });
  const meridians = ticks(west, east, step).map((lon) => line(degreeText(lon, step, 'lon'), [[lon, south], [lon, north]]));
  const parallels = ticks(south, north, step).map((lat) => line(degreeText(lat, step, 'lat'), [[west, lat], [east, lat]]));
  return { type: 'FeatureCollection', features: [...meridians, ...parallels] };
}

const AXIS = 6378245;
const FLATNESS = 0.006693421622965943;

/** From WGS-84 to the shifted datum of the country's public maps; outside the country nothing moves. */
export function toGcj02([lon, lat]: LonLat): LonLat {
  if (lon < 72 || lon > 138 || lat < 0.8 || lat > 55.9) return [lon, lat];
  const x = lon - 105;
  const y = lat - 35;
  const { sin, cos, sqrt, abs, PI } = Math;
  const waves = 20 * (sin(6 * x * PI) + sin(2 * x * PI));
  const north =
    -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) +
    (2 / 3) * (waves + 20 * sin(y * PI) + 40 * sin((y / 3) * PI) + 160 * sin((y / 12) * PI) + 320 * sin((y * PI) / 30));
  const east =
    300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) +
    (2 / 3) * (waves + 20 * sin(x * PI) + 40 * sin((x / 3) * PI) + 150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI));
  const phi = (lat * PI) / 180;
  const magic = 1 - FLATNESS * sin(phi) ** 2;
  const dLat = (north * 180) / (((AXIS * (1 - FLATNESS)) / (magic * sqrt(magic))) * PI);
  const dLon = (east * 180) / ((AXIS / sqrt(magic)) * cos(phi) * PI);
  return [lon + dLon, lat + dLat];
}
