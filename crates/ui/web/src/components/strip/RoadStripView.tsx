import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { RoadStrip, RowShown } from '../../api/types';
import { stake } from '../../look/format';
import { ACCENT } from '../../look/theme';
import { FILL } from '../marks/looks';
import { MarkPath } from '../marks/MarkShape';
import { useRowLook } from '../marks/useLooks';
import { layoutStrip, stakeTicks, stretch, tailOf, textWidth, xOf, type Scale, type StripMark } from './layout';
import { useStripWords } from './words';
import './strip.css';

interface Props {
  strip: RoadStrip;
  rows: RowShown[];
  /** How many times wider than the page it is drawn. */
  zoom: number;
  selected?: string;
  /** Somebody points at a record or moves to it; null when nobody does. */
  onPoint: (row: RowShown | null) => void;
  onOpen: (id: string) => void;
}

const LANES = 7;
const LANE = 20;
const LEVEL = 20;
const BAR = 9;
const SIDE = 24;

/** A road as a straight line with everything that lies on it, drawn without any map. */
export function RoadStripView({ strip, rows, zoom, selected, onPoint, onOpen }: Props) {
  const say = useStripWords();
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const ends = stretch(strip.from_m, strip.to_m);
  const whole = Math.max(240, width * zoom - SIDE * 2);
  const tail = tailOf(rows, { ...ends, width: whole });
  const scale: Scale = { ...ends, width: Math.max(200, whole - tail) };
  const marks = layoutStrip(rows, scale, LANES);
  const levels = Math.max(1, ...marks.map((mark) => mark.level + 1));
  const bars = Math.max(0, ...marks.map((mark) => mark.bar + 1));
  const lanesUsed = Math.max(1, ...marks.map((mark) => mark.lane + 1));
  const road = 12 + lanesUsed * LANE + levels * LEVEL;
  const height = road + 30 + bars * BAR + 8;
  const refs = useRef(new Map<string, SVGGElement>());
  const move = (event: KeyboardEvent, number: number) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next = step ? marks[number + step] : undefined;
    if (!next) return;
    event.preventDefault();
    refs.current.get(next.row.id)?.focus();
  };
  return (
    <div ref={place} className="strip" role="group" aria-label={say('strip', { road: strip.road, n: rows.length })}>
      <svg width={scale.width + SIDE * 2 + tail} height={height}>
        <g transform={`translate(${SIDE},0)`}>
          <Road scale={scale} y={road} />
          {marks.map((mark, number) => (
            <Mark
              key={mark.row.id}
              ref={(node) => {
                if (node) refs.current.set(mark.row.id, node);
                else refs.current.delete(mark.row.id);
              }}
              mark={mark}
              road={road}
              levels={levels}
              chosen={mark.row.id === selected}
              onPoint={onPoint}
              onOpen={() => onOpen(mark.row.id)}
              onKey={(event) => move(event, number)}
            />
          ))}
        </g>
      </svg>
    </div>
  );
}

function Road({ scale, y }: { scale: Scale; y: number }) {
  return (
    <g aria-hidden>
      <rect x={-8} y={y - 5} width={scale.width + 16} height={10} rx={5} fill="#d8dee5" />
      <line x1={0} x2={scale.width} y1={y} y2={y} stroke="#ffffff" strokeWidth={1.5} strokeDasharray="12 8" />
      {stakeTicks(scale).map((metres) => (
        <g key={metres} transform={`translate(${xOf(scale, metres)},${y})`}>
          <line y1={5} y2={11} stroke="#566170" />
          <text y={24} textAnchor="middle" className="strip-tick">
            {stake(metres)}
          </text>
        </g>
      ))}
    </g>
  );
}

interface MarkProps {
  ref: (node: SVGGElement | null) => void;
  mark: StripMark;
  road: number;
  levels: number;
  chosen: boolean;
  onPoint: (row: RowShown | null) => void;
  onOpen: () => void;
  onKey: (event: KeyboardEvent) => void;
}

function Mark({ ref, mark, road, levels, chosen, onPoint, onOpen, onKey }: MarkProps) {
  const look = useRowLook()(mark.row);
  const colour = look.tone === 'done' ? '#7b8794' : FILL[look.tone];
  const y = road - 14 - mark.level * LEVEL;
  const labelY = road - 12 - levels * LEVEL - mark.lane * LANE;
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      onOpen();
    } else onKey(event);
  };
  return (
    <g
      ref={ref}
      role="button"
      tabIndex={0}
      aria-label={mark.row.title}
      aria-current={chosen}
      className="strip-mark"
      onFocus={() => onPoint(mark.row)}
      onBlur={() => onPoint(null)}
      onMouseEnter={() => onPoint(mark.row)}
      onMouseLeave={() => onPoint(null)}
      onClick={onOpen}
      onKeyDown={keys}
    >
      {mark.bar >= 0 ? (
        <rect x={mark.x} y={road + 30 + mark.bar * BAR} width={Math.max(4, mark.x2 - mark.x)} height={BAR - 3} rx={2} fill={colour} opacity={chosen ? 1 : 0.75} />
      ) : null}
      <line x1={mark.x} x2={mark.x} y1={mark.lane >= 0 ? labelY + 4 : y} y2={road - 5} stroke={chosen ? ACCENT : '#b3bcc6'} />
      {chosen ? <circle cx={mark.x} cy={y} r={14} fill="none" stroke={ACCENT} strokeWidth={2} /> : null}
      {/* What can be hit is larger than what is drawn. */}
      <rect x={mark.x - 11} y={y - 11} width={22} height={22} fill="transparent" />
      {mark.lane >= 0 ? <rect x={mark.x - 4} y={labelY - 14} width={textWidth(mark.label) + 8} height={LANE - 2} fill="transparent" /> : null}
      <g transform={`translate(${mark.x},${y})`}>
        <MarkPath look={look} scale={0.85} />
      </g>
      {mark.lane >= 0 ? (
        <text x={mark.x - 2} y={labelY} className="strip-label" data-chosen={chosen}>
          {mark.label}
        </text>
      ) : null}
    </g>
  );
}

function useWidth(place: React.RefObject<HTMLDivElement | null>): number {
  const [width, setWidth] = useState(800);
  useEffect(() => {
    const node = place.current;
    if (!node) return undefined;
    const watch = new ResizeObserver(() => setWidth(node.clientWidth));
    watch.observe(node);
    return () => watch.disconnect();
  }, [place]);
  return width;
}
