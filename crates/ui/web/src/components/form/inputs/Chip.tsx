import { CheckOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';

interface ChipProps {
  on: boolean;
  /** Of several such chips one is on. */
  single?: boolean;
  onPress: () => void;
  children: ReactNode;
}

/** A word to press: large enough for a finger, and it says by more than colour that it is on. */
export function Chip({ on, single, onPress, children }: ChipProps) {
  return (
    <button type="button" className="chip" data-on={on} data-single={single ?? false} aria-pressed={on} onClick={onPress}>
      {on ? <CheckOutlined aria-hidden /> : null}
      {children}
    </button>
  );
}
