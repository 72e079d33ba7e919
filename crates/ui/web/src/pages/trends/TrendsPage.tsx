import { Select, Skeleton } from 'antd';
import { useSearchParams } from 'react-router';
import { useFigures } from '../../api/board';
import { useCatalog } from '../../api/catalog';
import { PageHead } from '../../components/PageHead';
import { ProblemNote } from '../../components/ProblemNote';
import { SpanChooser } from '../../components/span/SpanChooser';
import { SpanLine } from '../../components/span/SpanLine';
import { useSpan } from '../../components/span/useSpan';
import { useRead } from '../../i18n/words';
import { ByDivision } from './ByDivision';
import { ByKind } from './ByKind';
import { ByMonth } from './ByMonth';
import { measureGroups } from './compare';
import { useTrendsWords } from './words';
import './trends.css';

const FIRST = 'hazards_found';

/** One figure of the catalog: month by month, division by division, kind by kind. */
export default function TrendsPage() {
  const say = useTrendsWords();
  const [query, setQuery] = useSearchParams();
  const [span, choose] = useSpan();
  const measure = query.get('measure') ?? FIRST;
  const figures = useFigures(measure, span);
  const onMeasure = (name: string) =>
    setQuery((before) => {
      const after = new URLSearchParams(before);
      after.set('measure', name);
      return after;
    });
  return (
    <div className="print-landscape">
      <PageHead
        title={say('title')}
        beside={
          <>
            <MeasureChooser measure={measure} onMeasure={onMeasure} />
            <SpanLine span={span} />
          </>
        }
        actions={<SpanChooser span={span} onSpan={choose} />}
      />
      {figures.error ? <ProblemNote error={figures.error} onAgain={() => void figures.refetch()} /> : null}
      {figures.isPending ? <Skeleton active /> : null}
      {figures.data ? (
        <>
          <ByMonth figures={figures.data} span={span} />
          <ByDivision figures={figures.data} span={span} />
          <ByKind measure={measure} span={span} />
        </>
      ) : null}
    </div>
  );
}

/** Only what the catalog counts is offered. */
function MeasureChooser({ measure, onMeasure }: { measure: string; onMeasure: (name: string) => void }) {
  const say = useTrendsWords();
  const read = useRead();
  const book = useCatalog();
  return (
    <Select<string>
      className="no-print"
      aria-label={say('measure')}
      style={{ width: 260 }}
      popupMatchSelectWidth={false}
      showSearch={{ optionFilterProp: 'label' }}
      value={measure}
      options={measureGroups(book).map((group) => ({
        label: read(group.label),
        title: group.kind,
        options: group.measures.map((one) => ({ value: one.name, label: read(one.label) })),
      }))}
      onChange={onMeasure}
    />
  );
}
