import { useMemo, useState } from 'react';
import { MarkPath } from '../marks/MarkShape';
import type { CanvasProps } from './GlCanvas';
import { degreeText, gridStep, roomy, ticks, type LonLat } from './geo';
import { grouped, isLate, lonLat } from './points';
import { useMapWords } from './words';

const WIDTH = 800;
const HEIGHT = 600;
const REACH = 22;

/** A map without WebGL: grid, outlines and marks in one drawing. A click on a group shows it alone. */
export function SketchMap({ points, look, outlines, bounds, selected, shift, onSelect, onHover }: CanvasProps) {
  const say = useMapWords();
  const [near, setNear] = useState<string[] | null>(null);
  const shown = useMemo(() => (near ? points.filter((point) => near.includes(point.id)) : points), [near, points]);
  const view = useMemo(() => {
    const places = near ? shown.map((point) => lonLat(point, shift)) : [];
    return frame(near && places.length > 0 ? edges(places) : bounds);
  }, [near, shown, bounds, shift]);
  const groups = useMemo(
    () => grouped(shown.map((thing) => ({ ...view.at(lonLat(thing, shift)), thing })), REACH),
    [shown, view, shift],
  );
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width="100%" height="100%" role="group" aria-label={say('map', { n: points.length })} onClick={() => setNear(null)}>
      <Grid view={view} />
      {outlines.features.map((outline, number) => (
        <path key={number} d={outline.geometry.coordinates.flat().map(view.path).join('')} fill="none" stroke="#8a96a3" />
      ))}
      {groups.map(({ x, y, things }) => {
        const [first] = things;
        if (!first) return null;
        const alone = things.length === 1;
        const late = things.some((thing) => isLate(look(thing).tone));
        return (
          <g
            key={first.id}
            transform={`translate(${x},${y})`}
            role="button"
            tabIndex={0}
            aria-label={alone ? first.title : say('cluster', { n: things.length })}
            style={{ cursor: 'pointer' }}
            onClick={(event) => {
              event.stopPropagation();
              if (alone) onSelect(first.id);
              else setNear(things.map((thing) => thing.id));
            }}
            onMouseEnter={() => alone && onHover({ id: first.id, x: (x / WIDTH) * 100, y: (y / HEIGHT) * 100 })}
            onMouseLeave={() => onHover(null)}
          >
            {things.some((thing) => thing.id === selected) ? <circle r={17} fill="none" stroke="#1c5d99" strokeWidth={2.5} /> : null}
            {alone ? (
              <MarkPath look={look(first)} />
            ) : (
              <>
                <circle r={14} fill="#e4eaf0" stroke={late ? '#b5480b' : '#3b4754'} strokeWidth={2.5} />
                <text textAnchor="middle" dy="0.35em" fontSize={13}>
                  {things.length}
                </text>
              </>
            )}
          </g>
        );
      })}
    </svg>
  );
}

function edges(places: LonLat[]): [number, number, number, number] {
  const lons = places.map(([lon]) => lon);
  const lats = places.map(([, lat]) => lat);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

interface View {
  box: [number, number, number, number];
  at: (place: LonLat) => { x: number; y: number };
  path: (corners: LonLat[]) => string;
}

/** A plain projection that keeps the shape of a county. */
function frame(bounds: [number, number, number, number]): View {
  const [west, south, east, north] = roomy(bounds);
  const flat = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = Math.min(WIDTH / ((east - west) * flat), HEIGHT / (north - south));
  const left = (WIDTH - (east - west) * flat * scale) / 2;
  const top = (HEIGHT - (north - south) * scale) / 2;
  const at = ([lon, lat]: LonLat) => ({ x: left + (lon - west) * flat * scale, y: top + (north - lat) * scale });
  const path = (corners: LonLat[]) => `M${corners.map((corner) => { const { x, y } = at(corner); return `${x.toFixed(1)},${y.toFixed(1)}`; }).join('L')}Z`;
  return { box: [west, south, east, north], at, path };
}

function Grid({ view }: { view: View }) {
  const [west, south, east, north] = view.box;
  const step = gridStep(Math.max(east - west, north - south));
  return (
    <g stroke="#c9d1d6" fontSize={11} aria-hidden>
      {ticks(west, east, step).map((lon) => {
        const { x } = view.at([lon, south]);
        return (
          <g key={lon}>
            <line x1={x} x2={x} y1={0} y2={HEIGHT} />
            <text x={x + 3} y={HEIGHT - 6} stroke="none" fill="#566170">{degreeText(lon, step, 'lon')}</text>
          </g>
        );
      })}
      {ticks(south, north, step).map((lat) => {
        const { y } = view.at([west, lat]);
        return (
          <g key={lat}>
            <line x1={0} x2={WIDTH} y1={y} y2={y} />
            <text x={4} y={y - 3} stroke="none" fill="#566170">{degreeText(lat, step, 'lat')}</text>
          </g>
        );
      })}
    </g>
  );
}
