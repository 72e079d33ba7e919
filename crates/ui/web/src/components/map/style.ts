/** The map's own layers. No fonts or pictures come from elsewhere: letters are drawn from the page's fonts. */
import type { ExpressionSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';
import { ACCENT, FONTS, STATUS } from '../../look/theme';
import type { Basemap } from '../../api/types';

const EMPTY = { type: 'FeatureCollection' as const, features: [] };
const INK = '#3b4754';
const FONT = ['Noto Sans SC Variable'];
const HALO = { 'text-halo-color': '#ffffff', 'text-halo-width': 1.6 };

/** The family that letters are drawn with when the named one lacks them. */
export const LOCAL_FONT = FONTS;

/** The source of what lies under everything, where an administrator named one. */
export const BASE = 'base';

export const SOURCES = { grid: 'grid', outlines: 'outlines', points: 'points', chosen: 'chosen' } as const;
export const POINT_LAYERS = { clusters: 'clusters', marks: 'marks' } as const;

export interface Ground {
  sources: Record<string, SourceSpecification>;
  layers: LayerSpecification[];
}

export function styleOf(ground: Ground | null): StyleSpecification {
  return {
    version: 8,
    sources: {
      ...ground?.sources,
      [SOURCES.grid]: { type: 'geojson', data: EMPTY },
      [SOURCES.outlines]: { type: 'geojson', data: EMPTY },
      [SOURCES.chosen]: { type: 'geojson', data: EMPTY },
      [SOURCES.points]: {
        type: 'geojson',
        data: EMPTY,
        cluster: true,
        clusterRadius: 34,
        clusterMaxZoom: 13,
        clusterProperties: { late: ['+', ['get', 'late']] },
      },
    },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': '#f7f8f5' } },
      ...(ground?.layers ?? []),
      ...gridLayers(ground !== null),
      ...outlineLayers(),
      ...pointLayers(),
    ],
  };
}

function gridLayers(faint: boolean): LayerSpecification[] {
  return [
    { id: 'grid', type: 'line', source: SOURCES.grid, paint: { 'line-color': '#c9d1d6', 'line-width': 1, 'line-opacity': faint ? 0.4 : 1 } },
    {
      id: 'grid-names',
      type: 'symbol',
      source: SOURCES.grid,
      layout: { 'symbol-placement': 'line', 'symbol-spacing': 600, 'text-field': ['get', 'label'], 'text-font': FONT, 'text-size': 11 },
      paint: { 'text-color': '#66707d', ...HALO },
    },
  ];
}

function outlineLayers(): LayerSpecification[] {
  const large: ExpressionSpecification = ['in', ['get', 'level'], ['literal', ['city', 'county']]];
  return [
    { id: 'outlines', type: 'line', source: SOURCES.outlines, paint: { 'line-color': '#8a96a3', 'line-width': ['case', large, 2, 1], 'line-dasharray': [3, 2] } },
    {
      id: 'outline-names',
      type: 'symbol',
      source: SOURCES.outlines,
      // Where there is no room for all names, those of counties stand.
      layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': ['case', large, 15, 12], 'symbol-sort-key': ['case', large, 0, 1] },
      paint: { 'text-color': INK, ...HALO },
    },
  ];
}

function pointLayers(): LayerSpecification[] {
  return [
    {
      id: POINT_LAYERS.clusters,
      type: 'circle',
      source: SOURCES.points,
      filter: ['has', 'point_count'],
      paint: {
        'circle-color': '#e4eaf0',
        'circle-radius': ['step', ['get', 'point_count'], 14, 10, 17, 50, 21, 200, 26],
        'circle-stroke-width': 2.5,
        'circle-stroke-color': ['case', ['>', ['get', 'late'], 0], STATUS.orange, INK],
      },
    },
    {
      id: 'cluster-counts',
      type: 'symbol',
      source: SOURCES.points,
      filter: ['has', 'point_count'],
      layout: { 'text-field': ['to-string', ['get', 'point_count']], 'text-font': FONT, 'text-size': 13, 'text-allow-overlap': true },
      paint: { 'text-color': '#1a2430' },
    },
    { id: 'chosen', type: 'circle', source: SOURCES.chosen, paint: { 'circle-radius': 17, 'circle-color': ACCENT, 'circle-opacity': 0.15, 'circle-stroke-color': ACCENT, 'circle-stroke-width': 2.5 } },
    {
      id: POINT_LAYERS.marks,
      type: 'symbol',
      source: SOURCES.points,
      filter: ['!', ['has', 'point_count']],
      layout: { 'icon-image': ['get', 'icon'], 'icon-allow-overlap': true, 'icon-ignore-placement': true, 'symbol-sort-key': ['get', 'order'] },
    },
  ];
}

/** Pictures of an internal tile address. */
export function rasterGround({ url }: Basemap): Ground {
  const tiles = [url.startsWith('/') ? `${window.location.origin}${url}` : url];
  return {
    sources: { [BASE]: { type: 'raster', tiles, tileSize: 256 } },
    layers: [{ id: BASE, type: 'raster', source: BASE, paint: { 'raster-saturation': -0.4, 'raster-opacity': 0.85 } }],
  };
}
