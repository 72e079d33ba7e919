import { MinusOutlined, PlusOutlined } from '@ant-design/icons';
import { Alert, Button, Spin, Tooltip } from 'antd';
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import type { Basemap, MapPoint } from '../../api/types';
import { DaysLeft, StatusTag } from '../StatusTag';
import { MarkLegend } from '../marks/MarkLegend';
import type { Looks } from '../marks/useLooks';
import { EmptyHint } from '../EmptyHint';
import type { Hover, MapEngine } from './engine';
import { boundsOf, cornersOf, moved, toGcj02, type Bounds, type LonLat } from './geo';
import { lonLat } from './points';
import { SketchMap } from './SketchMap';
import { useBasemap, useOutlines } from './settings';
import type { Ground } from './style';
import { useMapWords } from './words';
import './map.css';

const GlCanvas = lazy(() => import('./GlCanvas'));

interface Props {
  kind: string;
  points: MapPoint[];
  looks: Looks;
  selected?: string;
  onSelect: (id: string) => void;
}

/** Records on a map: on a base map where the office has one, else on the grid of latitude and longitude. */
export function RecordMap({ kind, points, looks, selected, onSelect }: Props) {
  const say = useMapWords();
  const basemap = useBasemap();
  const imported = useOutlines();
  const [drawable] = useState(hasWebGl2);
  const { ground, failed, fail } = useGround(drawable ? basemap : null);
  const [hover, setHover] = useState<Hover | null>(null);
  const [engine, setEngine] = useState<MapEngine | null>(null);
  const shift = useMemo(() => (basemap?.datum === 'gcj02' && ground ? toGcj02 : asIs), [basemap, ground]);
  const outlines = useMemo(() => moved(imported, shift), [imported, shift]);
  const bounds = useMemo(() => {
    const places = [...points.map((point) => lonLat(point, shift)), ...cornersOf(outlines)];
    return boundsOf(places);
  }, [points, outlines, shift]);
  if (basemap === undefined || ground === undefined) return <Spin style={{ margin: 32 }} />;
  if (!bounds) return <EmptyHint hint={say('none')} />;
  const shared = { points, look: looks.look, outlines, bounds, selected, shift, onSelect, onHover: setHover };
  return (
    <div className="record-map">
      <div className="record-map-canvas" role="region" aria-label={say('map', { n: points.length })}>
        {drawable ? (
          <Suspense fallback={<Spin style={{ margin: 32 }} />}>
            <GlCanvas {...shared} ground={ground} onFailed={fail} onEngine={setEngine} />
          </Suspense>
        ) : (
          <SketchMap {...shared} />
        )}
        {engine ? <Controls engine={engine} bounds={bounds} /> : null}
        {hover ? <HoverCard kind={kind} hover={hover} points={points} percent={!drawable} /> : null}
      </div>
      {failed ? <Alert type="warning" banner title={say('basemap_failed')} /> : null}
      {drawable ? null : <Alert type="info" banner title={say('sketch')} />}
      <MarkLegend codes={looks.codes} />
    </div>
  );
}

function asIs(place: LonLat): LonLat {
  return place;
}

function hasWebGl2(): boolean {
  return document.createElement('canvas').getContext('webgl2') !== null;
}

/** What lies under the marks: undefined while it is being opened, null for the grid alone. */
function useGround(basemap: Basemap | null | undefined) {
  const [ground, setGround] = useState<Ground | null | undefined>(undefined);
  const [failed, setFailed] = useState(false);
  const fail = useCallback(() => {
    setFailed(true);
    setGround(null);
  }, []);
  useEffect(() => {
    if (basemap === undefined) return undefined;
    let stale = false;
    open(basemap)
      .then((opened) => !stale && setGround(opened))
      .catch(() => !stale && fail());
    return () => {
      stale = true;
    };
  }, [basemap, fail]);
  return { ground, failed, fail };
}

async function open(basemap: Basemap | null): Promise<Ground | null> {
  if (!basemap) return null;
  if (basemap.kind === 'raster') return (await import('./style')).rasterGround(basemap);
  return (await import('./archive')).archiveGround(basemap.url);
}

function Controls({ engine, bounds }: { engine: MapEngine; bounds: Bounds }) {
  const say = useMapWords();
  return (
    <div className="record-map-controls">
      <Button icon={<PlusOutlined />} aria-label={say('zoom_in')} onClick={() => engine.zoom(1)} />
      <Button icon={<MinusOutlined />} aria-label={say('zoom_out')} onClick={() => engine.zoom(-1)} />
      <Tooltip title={say('move')}>
        <Button onClick={() => engine.fit(bounds)}>{say('fit')}</Button>
      </Tooltip>
    </div>
  );
}

function HoverCard({ kind, hover, points, percent }: { kind: string; hover: Hover; points: MapPoint[]; percent: boolean }) {
  const point = points.find((known) => known.id === hover.id);
  if (!point) return null;
  const unit = percent ? '%' : 'px';
  return (
    <div className="record-map-hover" style={{ left: `calc(${hover.x}${unit} + 14px)`, top: `calc(${hover.y}${unit} + 10px)` }}>
      <div className="typed">{point.title}</div>
      <StatusTag kind={kind} status={point.status} /> <DaysLeft days={point.days_left} />
    </div>
  );
}
