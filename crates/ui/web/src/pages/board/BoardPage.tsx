import { Breadcrumb, Skeleton } from 'antd';
import { Link } from 'react-router';
import { useBoard } from '../../api/board';
import type { Board, Span } from '../../api/types';
import { PageHead } from '../../components/PageHead';
import { ProblemNote } from '../../components/ProblemNote';
import { Section } from '../../components/Section';
import { SpanChooser } from '../../components/span/SpanChooser';
import { SpanLine } from '../../components/span/SpanLine';
import { spanQuery } from '../../components/span/span';
import { useSpan } from '../../components/span/useSpan';
import { BoardTable } from './BoardTable';
import { BandLegend } from './DeadlineBar';
import { Escalations } from './Escalations';
import { Timeline } from './Timeline';
import { pathOf } from './tree';
import { useBoardWords } from './words';

/** Every deadline in the hierarchy: what is overdue, whose it is, and what is to be sent about it. */
export default function BoardPage() {
  const say = useBoardWords();
  const [span, choose] = useSpan();
  const board = useBoard(span);
  return (
    <div className="print-landscape">
      <PageHead title={say('title')} beside={<SpanLine span={span} />} actions={<SpanChooser span={span} onSpan={choose} />} />
      {board.error ? <ProblemNote error={board.error} onAgain={() => void board.refetch()} /> : null}
      {board.data ? <Levels key={board.data.under.code} board={board.data} span={span} /> : null}
      {board.isPending ? <Skeleton active /> : null}
      {board.data ? (
        <>
          <Timeline under={span.under} />
          <Escalations under={span.under} />
        </>
      ) : null}
    </div>
  );
}

function Levels({ board, span }: { board: Board; span: Span }) {
  const say = useBoardWords();
  const path = pathOf(board);
  return (
    <Section title={say('tree')} note={say('tree_hint')} actions={<span>{say('as_of', { day: board.on })}</span>}>
      {path.length > 1 ? (
        <Breadcrumb
          aria-label={say('path')}
          style={{ marginBottom: 8 }}
          items={path.map((division, at) => ({
            title:
              at < path.length - 1 ? (
                <Link to={`/board?${spanQuery({ ...span, under: division.code })}`}>{division.name}</Link>
              ) : (
                division.name
              ),
          }))}
        />
      ) : null}
      <BoardTable board={board} span={span} />
      <div style={{ height: 8 }} />
      <BandLegend />
    </Section>
  );
}
