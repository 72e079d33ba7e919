/** What an administrator set for maps; without it the grid is drawn. */
import { useQuery } from '@tanstack/react-query';
import { get } from '../../api/call';
import type { Basemap, MapSettings, Outlines } from '../../api/types';

export function useBasemap(): Basemap | null | undefined {
  const settings = useQuery({
    queryKey: ['map-settings'],
    queryFn: ({ signal }) => get<MapSettings>('/api/settings', signal),
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
    queryFn: ({ signal }) => get<Outlines>('/api/outlines', signal),
    staleTime: 10 * 60_000,
  });
  return outlines.data ?? NO_OUTLINES;
}
