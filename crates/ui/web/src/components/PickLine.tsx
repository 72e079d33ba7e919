import type { ReactNode } from 'react';
import './pickLine.css';

interface Props {
  chosen: boolean;
  onChoose: () => void;
  children: ReactNode;
}

/** A line of a list beside a pane: one press shows it there. */
export function PickLine({ chosen, onChoose, children }: Props) {
  return (
    <li>
      <button type="button" className="pick-line" aria-current={chosen} onClick={onChoose}>
        {children}
      </button>
    </li>
  );
}
