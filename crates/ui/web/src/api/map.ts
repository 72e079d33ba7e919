import { useQuery } from '@tanstack/react-query';
import { address, get } from './call';
import type { Ask, MapPoint, RoadStrip } from './types';

export function useMapPoints(ask: Ask) {
  return useQuery({
    queryKey: ['map', ask],
    queryFn: ({ signal }) => get<MapPoint[]>(address('/api/map', ask), signal),
    placeholderData: (before) => before,
  });
}

/** The roads that records lie on. */
export function useRoads(under?: string) {
  return useQuery({
    queryKey: ['roads', under ?? ''],
    queryFn: ({ signal }) => get<string[]>(address('/api/roads', { under }), signal),
  });
}

export function useRoadStrip(road: string | undefined) {
  return useQuery({
    queryKey: ['roads', 'strip', road],
    queryFn: ({ signal }) => get<RoadStrip>(`/api/roads/${encodeURIComponent(road ?? '')}`, signal),
    enabled: Boolean(road),
  });
}
