import { Link } from 'react-router';
import type { Span } from '../../api/types';
import { count } from '../../look/format';
import { behindAddress } from './span';

interface Props {
  measure: string;
  span: Span;
  under?: string;
  n: number;
  /** As people read it, where that is not the whole number. */
  text?: string;
  /** What somebody who cannot see the table around it hears. */
  label?: string;
}

/** A number that opens the records behind it; behind 0 there is nothing to open. */
export function FigureLink({ measure, span, under, n, text, label }: Props) {
  if (n === 0) return <>{text ?? '0'}</>;
  return (
    <Link to={behindAddress(measure, span, under)} aria-label={label} title={label}>
      {text ?? count(n)}
    </Link>
  );
}
