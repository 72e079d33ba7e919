import { Link } from 'react-router';
import type { Filled, Part, Span, Text } from '../../api/types';
import { behindAddress } from '../../components/span/span';
import { useRead } from '../../i18n/words';
import { pieces } from './report';
import { useReportWords } from './words';

interface Props {
  part: Part;
  text: Text;
  filled: Filled;
  span: Span;
}

/** A report that is a paragraph; every number in it opens its records. */
export function Paragraph({ part, text, filled, span }: Props) {
  const say = useReportWords();
  const read = useRead();
  return (
    <section className="report-part" aria-label={say('paragraph')}>
      <p className="report-text">
        {pieces(read(text), part, filled.place).map((piece, at) =>
          piece.measure && piece.text !== '0' ? (
            <Link key={at} to={behindAddress(piece.measure, span, filled.under)}>
              {piece.text}
            </Link>
          ) : (
            <span key={at}>{piece.text}</span>
          ),
        )}
      </p>
    </section>
  );
}
