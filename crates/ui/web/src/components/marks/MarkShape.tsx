import { FILL, shapePath, STROKE, type Look } from './looks';

/** A mark inside an SVG drawing. */
export function MarkPath({ look, scale = 1 }: { look: Look; scale?: number }) {
  return <path d={shapePath(look.rank)} transform={`scale(${scale})`} fill={FILL[look.tone]} stroke={STROKE[look.tone]} strokeWidth={1.5} />;
}

/** A mark between words. */
export function MarkIcon({ look, size = 20 }: { look: Look; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="-13 -13 26 26" aria-hidden style={{ verticalAlign: 'text-bottom', flex: 'none' }}>
      <MarkPath look={look} />
    </svg>
  );
}
