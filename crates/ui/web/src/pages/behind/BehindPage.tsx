import { Alert } from 'antd';
import { useParams } from 'react-router';
import { useBehind } from '../../api/board';
import { useCatalog } from '../../api/catalog';
import { PageHead } from '../../components/PageHead';
import { ProblemNote } from '../../components/ProblemNote';
import { RowList } from '../../components/RowList';
import { Section } from '../../components/Section';
import { SpanChooser } from '../../components/span/SpanChooser';
import { daysOf, daysText } from '../../components/span/span';
import { usePlaceName } from '../../components/span/usePlaceName';
import { useSpan } from '../../components/span/useSpan';
import { useRead } from '../../i18n/words';
import { useSession } from '../../session/SessionContext';
import { useBehindWords } from './words';

/** What the program shows of one figure at most. */
const MOST = 1_000;

/** The records behind a figure, so that nobody has to believe a number. */
export default function BehindPage() {
  const say = useBehindWords();
  const read = useRead();
  const { measure = '' } = useParams();
  const { today } = useSession();
  const book = useCatalog();
  const [span, choose] = useSpan();
  const behind = useBehind(measure, span);
  const place = usePlaceName(span.under);
  const known = book.measure(measure);
  const days = daysOf(span, today);
  const name = known ? read(known.label) : measure;
  const all = behind.data?.length ?? 0;
  return (
    <>
      <PageHead title={say('title', { figure: name })} actions={<SpanChooser span={span} onSpan={choose} />} />
      {behind.error ? <ProblemNote error={behind.error} onAgain={() => void behind.refetch()} /> : null}
      {all >= MOST ? <Alert type="info" title={say('most', { n: MOST })} style={{ marginBottom: 12 }} /> : null}
      {behind.error && !behind.data ? null : (
        <Section
          title={say('of', { place, period: days ? daysText(days) : '' })}
          actions={behind.data ? <span>{say('count', { n: all })}</span> : null}
        >
          <RowList rows={behind.data} loading={behind.isPending} empty={say('empty')} />
        </Section>
      )}
    </>
  );
}
