/** The quiet border a camera needs around a picture, in dots. */
const BORDER = 4;

interface Props {
  /** Row by row; `#` is dark. */
  rows: string[];
  label: string;
}

/** A picture for a camera, drawn from its dots. */
export function Picture({ rows, label }: Props) {
  const size = rows.length + 2 * BORDER;
  const dots = rows.flatMap((row, y) => [...row].flatMap((dot, x) => (dot === '#' ? [`M${x} ${y}h1v1h-1z`] : [])));
  return (
    <svg role="img" aria-label={label} width={220} height={220} viewBox={`${-BORDER} ${-BORDER} ${size} ${size}`} shapeRendering="crispEdges">
      <rect x={-BORDER} y={-BORDER} width={size} height={size} fill="#ffffff" />
      <path d={dots.join('')} fill="#000000" />
    </svg>
  );
}
