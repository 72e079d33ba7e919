import { FILL, shapePath, STROKE, type Look } from '../marks/looks';

const SIZE = 28;
const SHARP = 2;

/** A mark as a picture for the map, drawn twice as fine as it is shown. */
export function drawIcon(look: Look): ImageData {
  const canvas = document.createElement('canvas');
  canvas.width = SIZE * SHARP;
  canvas.height = SIZE * SHARP;
  const pen = canvas.getContext('2d');
  if (!pen) return new ImageData(SIZE * SHARP, SIZE * SHARP);
  pen.scale(SHARP, SHARP);
  pen.translate(SIZE / 2, SIZE / 2);
  const shape = new Path2D(shapePath(look.rank));
  pen.fillStyle = FILL[look.tone];
  pen.fill(shape);
  pen.strokeStyle = STROKE[look.tone];
  pen.lineWidth = look.tone === 'done' ? 2 : 1.5;
  pen.stroke(shape);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}
