import { Button, Flex, Segmented, Skeleton } from 'antd';
import { useNavigate, useSearchParams } from 'react-router';
import { fieldOf, useCatalog } from '../../api/catalog';
import { useRecords } from '../../api/records';
import type { Ask, Kind } from '../../api/types';
import { EmptyHint } from '../../components/EmptyHint';
import { PageHead } from '../../components/PageHead';
import { ProblemNote } from '../../components/ProblemNote';
import { DivisionChooser } from '../../components/span/DivisionChooser';
import { useRead } from '../../i18n/words';
import { useSession } from '../../session/SessionContext';
import { ListingDrawer } from './ListingDrawer';
import { StageBoard } from './StageBoard';
import { stagesOf } from './stages';
import { useSupervisionWords } from './words';

const KIND = 'supervision';
/** All that are active at once; of those that ended, the latest. */
const ACTIVE = 500;
const ENDED = 20;

/** Who is listed, at which level, in which stage, and what can be done about it. */
export default function SupervisionPage() {
  const kind = useCatalog().kind(KIND);
  return kind ? <Known kind={kind} /> : null;
}

function Known({ kind }: { kind: Kind }) {
  const say = useSupervisionWords();
  const navigate = useNavigate();
  const { role } = useSession();
  const [query, setQuery] = useSearchParams();
  const under = query.get('under') ?? undefined;
  const mark = query.get('level') ?? undefined;
  const shown = query.get('id');
  const names = (final: boolean) => kind.states.filter((state) => state.final === final).map((state) => state.name);
  const ask = (final: boolean): Ask => ({ kind: KIND, under, mark, status: names(final).join(',') });
  const active = useRecords({ ...ask(false), order: 'due', limit: ACTIVE });
  const ended = useRecords({ ...ask(true), order: 'updated', limit: ENDED });
  const error = active.error ?? ended.error;
  const choose = (name: string, value: string | undefined) =>
    setQuery((before) => {
      const after = new URLSearchParams(before);
      if (value) after.set(name, value);
      else after.delete(name);
      return after;
    });
  const start = kind.create.includes(role) ? (
    <Button type="primary" onClick={() => void navigate(`/k/${KIND}/new`)}>
      {say('start')}
    </Button>
  ) : null;
  const rows = [...(active.data?.rows ?? []), ...(ended.data?.rows ?? [])];
  const counts = active.data?.by_status ?? {};
  const none = active.data && ended.data && rows.length === 0;
  return (
    <>
      <PageHead
        title={say('title')}
        actions={
          <Flex wrap gap={8} align="center">
            <DivisionChooser under={under} onUnder={(code) => choose('under', code)} />
            <Levels kind={kind} level={mark} onLevel={(level) => choose('level', level)} />
            {none ? null : start}
          </Flex>
        }
      />
      {error ? <ProblemNote error={error} onAgain={() => void active.refetch()} /> : null}
      {active.isPending && !error ? <Skeleton active /> : null}
      {none ? <EmptyHint hint={say('empty')}>{start}</EmptyHint> : null}
      {active.data && !none ? (
        <StageBoard kind={kind} stages={stagesOf(kind, rows, counts)} onOpen={(id) => choose('id', id)} />
      ) : null}
      {shown ? <ListingDrawer id={shown} onClose={() => choose('id', undefined)} /> : null}
    </>
  );
}

interface LevelsProps {
  kind: Kind;
  level: string | undefined;
  onLevel: (level: string | undefined) => void;
}

function Levels({ kind, level, onLevel }: LevelsProps) {
  const say = useSupervisionWords();
  const read = useRead();
  const book = useCatalog();
  const field = fieldOf(kind, kind.mark ?? '');
  const codes = field?.type === 'code' ? (book.codes(field.codes)?.codes ?? []) : [];
  return (
    <Segmented<string>
      aria-label={say('level')}
      value={level ?? ''}
      options={[{ value: '', label: say('any_level') }, ...codes.map((code) => ({ value: code.code, label: read(code.label) }))]}
      onChange={(code) => onLevel(code || undefined)}
    />
  );
}
