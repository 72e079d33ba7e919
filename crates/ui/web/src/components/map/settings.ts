/**
 * What an administrator set for maps. A program that does not know these questions has no base map
 * and no outlines: the grid is drawn.
 */
import { useQuery } from '@tanstack/react-query';
import { ApiError, get } from '../../api/call';
import type { Outlines } from './geo';

export interface Basemap {
  /** A tile archive in one file, or the pattern of picture tiles with {z}, {x} and {y}. */
  kind: 'pmtiles' | 'raster';
  url: string;
  /** The datum the base map is drawn in: ours are moved to it when they are shown, never when they are kept. */
  datum: 'wgs84' | 'gcj02';
}

interface MapSettings {
  basemap: Basemap | null;
}

export function useBasemap(): Basemap | null | undefined {
  const settings = useQuery({
    queryKey: ['map-settings'],
    queryFn: ({ signal }) => orNothing(get<MapSettings>('/api/settings', signal), { basemap: null }),
    staleTime: 10 * 60_000,
  });
  if (settings.error) return null;
  return settings.data?.basemap;
}

const NO_OUTLINES: Outlines = { type: 'FeatureCollection', features: [] };

/** Outlines of counties and townships where the office has imported them. */
export function useOutlines(): Outlines {
  const outlines = useQuery({
    queryKey: ['map-outlines'],
    queryFn: ({ signal }) => orNothing(get<Outlines>('/api/outlines', signal), NO_OUTLINES),
    staleTime: 10 * 60_000,
  });
  return outlines.data ?? NO_OUTLINES;
}

async function orNothing<Answer>(asked: Promise<Answer>, nothing: Answer): Promise<Answer> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return nothing;
    throw error;
  }
}
