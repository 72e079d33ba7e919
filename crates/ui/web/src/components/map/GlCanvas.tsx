import { useEffect, useRef, useState } from 'react';
import type { MapPoint, Outlines } from '../../api/types';
import type { Look } from '../marks/looks';
import { MapEngine, type Hover } from './engine';
import type { Bounds, LonLat } from './geo';
import { featuresOf, lonLat } from './points';
import type { Ground } from './style';

export interface CanvasProps {
  points: MapPoint[];
  look: (point: MapPoint) => Look;
  outlines: Outlines;
  bounds: Bounds;
  selected?: string;
  shift: (place: LonLat) => LonLat;
  onSelect: (id: string) => void;
  onHover: (hover: Hover | null) => void;
}

interface Props extends CanvasProps {
  ground: Ground | null;
  onFailed: () => void;
  /** Gives the buttons beside the map their hold on it. */
  onEngine: (engine: MapEngine | null) => void;
}

/** The map drawn with WebGL; it lives as long as its ground stays the same. */
export default function GlCanvas({ points, look, outlines, bounds, selected, shift, ground, onSelect, onHover, onFailed, onEngine }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const [engine, setEngine] = useState<MapEngine | null>(null);
  const told = useRef({ onSelect, onHover, onFailed });
  const begin = useRef(bounds);
  useEffect(() => {
    told.current = { onSelect, onHover, onFailed };
  });
  useEffect(() => {
    if (!place.current) return undefined;
    const made = new MapEngine(place.current, ground, begin.current, {
      select: (id) => told.current.onSelect(id),
      hover: (hover) => told.current.onHover(hover),
      failed: () => told.current.onFailed(),
    });
    setEngine(made);
    onEngine(made);
    return () => {
      onEngine(null);
      made.remove();
    };
  }, [ground, onEngine]);
  useEffect(() => engine?.show(featuresOf(points, look, shift)), [engine, points, look, shift]);
  useEffect(() => engine?.outline(outlines), [engine, outlines]);
  useEffect(() => {
    const chosen = points.find((point) => point.id === selected);
    engine?.choose(chosen ? lonLat(chosen, shift) : null);
  }, [engine, points, selected, shift]);
  return <div ref={place} style={{ position: 'absolute', inset: 0 }} />;
}
