import { Button, Flex } from 'antd';
import { useEffect, useRef, useState, type PointerEvent } from 'react';
import { useAgreementWords } from './words';

const WIDTH = 720;
const HEIGHT = 260;
const PEN = 3.5;

/** A ground to write on with a finger, a pen or the mouse; what is written becomes a picture. */
export function HandwritePad({ onWritten }: { onWritten: (picture: Blob) => void }) {
  const say = useAgreementWords();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [written, setWritten] = useState(false);
  useEffect(() => clear(canvas.current), []);
  const draw = (event: PointerEvent<HTMLCanvasElement>, begins: boolean) => {
    const pen = canvas.current?.getContext('2d');
    if (!pen || event.buttons === 0) return;
    const { x, y } = place(event);
    if (begins) {
      event.currentTarget.setPointerCapture(event.pointerId);
      pen.beginPath();
      pen.moveTo(x, y);
    }
    // A dot is a stroke without length.
    pen.lineTo(x, y + (begins ? 0.1 : 0));
    pen.stroke();
    setWritten(true);
  };
  const again = () => {
    clear(canvas.current);
    setWritten(false);
  };
  const take = () => canvas.current?.toBlob((picture) => picture && onWritten(picture), 'image/png');
  return (
    <div>
      <canvas
        ref={canvas}
        width={WIDTH}
        height={HEIGHT}
        role="img"
        aria-label={say('pad')}
        className="pad"
        onPointerDown={(event) => draw(event, true)}
        onPointerMove={(event) => draw(event, false)}
      />
      <Flex gap={8} wrap align="center">
        <Button type="primary" disabled={!written} onClick={take}>
          {say('pad_take')}
        </Button>
        <Button disabled={!written} onClick={again}>
          {say('pad_again')}
        </Button>
        <span className="hint">{say('pad_hint')}</span>
      </Flex>
    </div>
  );
}

/** Where the pen is on the picture, whatever size the page gives it. */
function place(event: PointerEvent<HTMLCanvasElement>): { x: number; y: number } {
  const box = event.currentTarget.getBoundingClientRect();
  return { x: ((event.clientX - box.left) * WIDTH) / box.width, y: ((event.clientY - box.top) * HEIGHT) / box.height };
}

/** White ground, because the picture is printed. */
function clear(canvas: HTMLCanvasElement | null): void {
  const pen = canvas?.getContext('2d');
  if (!pen) return;
  pen.fillStyle = '#ffffff';
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  pen.lineWidth = PEN;
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  pen.strokeStyle = '#111111';
}
