import type { Span } from '../../api/types';
import { useSession } from '../../session/SessionContext';
import { daysOf, daysText } from './span';
import { usePlaceName } from './usePlaceName';

/** On paper the choosers are gone, so the division and the days are said. */
export function SpanLine({ span }: { span: Span }) {
  const { today } = useSession();
  const place = usePlaceName(span.under);
  const days = daysOf(span, today);
  return <span className="print-only">{[place, days ? daysText(days) : ''].filter(Boolean).join('　')}</span>;
}
