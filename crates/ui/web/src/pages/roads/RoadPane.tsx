import { MinusOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Flex, Spin } from 'antd';
import { useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useCatalog } from '../../api/catalog';
import { useRoadStrip } from '../../api/map';
import type { RoadStrip, RowShown } from '../../api/types';
import { GradeTag } from '../../components/brief/GradeTag';
import { RecordBrief } from '../../components/brief/RecordBrief';
import { EmptyHint } from '../../components/EmptyHint';
import { MarkLegend } from '../../components/marks/MarkLegend';
import { useLooks, useRowLook } from '../../components/marks/useLooks';
import { PickLine } from '../../components/PickLine';
import { ProblemNote } from '../../components/ProblemNote';
import { RoadStripView } from '../../components/strip/RoadStripView';
import { labelOf, stretch } from '../../components/strip/layout';
import { DaysLeft, StatusTag } from '../../components/StatusTag';
import { useRead } from '../../i18n/words';
import { stake } from '../../look/format';
import { useRoadsWords } from './words';

const ZOOMS = [1, 1.5, 2, 3, 5, 8];

/** One road: its strip, and below it the record that is pointed at. */
export function RoadPane({ road }: { road: string }) {
  const strip = useRoadStrip(road);
  if (strip.error) return <ProblemNote error={strip.error} onAgain={() => void strip.refetch()} />;
  if (!strip.data) return <Spin style={{ margin: 24 }} />;
  return <Shown strip={strip.data} />;
}

function Shown({ strip }: { strip: RoadStrip }) {
  const say = useRoadsWords();
  const [query, setQuery] = useSearchParams();
  const [zoom, setZoom] = useState(0);
  const [hidden, setHidden] = useState<string[]>([]);
  const [pointed, setPointed] = useState<RowShown | null>(null);
  const [openOnly, setOpenOnly] = useState(false);
  const look = useRowLook();
  const { codes } = useLooks('hazard');
  const rows = useMemo(() => {
    const open = (row: RowShown) => !openOnly || look(row).tone !== 'done';
    return strip.rows.filter((row) => !hidden.includes(row.kind) && open(row));
  }, [strip.rows, hidden, openOnly, look]);
  const selected = rows.find((row) => row.id === query.get('id'))?.id;
  const select = (id: string) => {
    setQuery(
      (now) => {
        const next = new URLSearchParams(now);
        next.set('road', strip.road);
        next.set('id', id);
        return next;
      },
      { replace: true },
    );
  };
  const ends = stretch(strip.from_m, strip.to_m);
  return (
    <>
      <Flex wrap gap="6px 16px" align="center" style={{ padding: '8px 12px' }}>
        <h2 style={{ margin: 0 }}>{strip.road}</h2>
        <span>{say('span', { from: stake(ends.from), to: stake(ends.to) })}</span>
        <span>{say('count', { n: rows.length })}</span>
        <KindChoice rows={strip.rows} hidden={hidden} onHidden={setHidden} />
        <Checkbox checked={openOnly} onChange={(event) => setOpenOnly(event.target.checked)}>
          {say('open_only')}
        </Checkbox>
        <Flex gap={4} style={{ marginInlineStart: 'auto' }}>
          <Button icon={<MinusOutlined />} aria-label={say('narrower')} disabled={zoom === 0} onClick={() => setZoom(zoom - 1)} />
          <Button icon={<PlusOutlined />} aria-label={say('wider')} disabled={zoom === ZOOMS.length - 1} onClick={() => setZoom(zoom + 1)} />
        </Flex>
      </Flex>
      {rows.length === 0 ? (
        <EmptyHint hint={say('empty')} />
      ) : (
        <RoadStripView strip={strip} rows={rows} zoom={ZOOMS[zoom] ?? 1} selected={selected} onPoint={setPointed} onOpen={select} />
      )}
      <MarkLegend codes={codes} />
      <p className="roads-hint" aria-live="polite">
        {pointed ? <Pointed row={pointed} /> : `${say('hint')} ${say('bar_hint')}`}
      </p>
      <div className="roads-below">
        <Along rows={rows} selected={selected} onOpen={select} />
        {selected ? (
          <div className="roads-brief" aria-label={say('details')} role="region" tabIndex={0}>
            <RecordBrief id={selected} />
          </div>
        ) : null}
      </div>
    </>
  );
}

/** What is pointed at, in one line that is known without asking. */
function Pointed({ row }: { row: RowShown }) {
  const end = row.stake && row.stake[1] > row.stake[0] ? ` — ${stake(row.stake[1])}` : '';
  return (
    <>
      <strong className="typed">{`${row.title}${end}`}</strong> <StatusTag kind={row.kind} status={row.status} /> <GradeTag row={row} />{' '}
      <DaysLeft days={row.days_left} /> <span className="typed">{row.place}</span>
    </>
  );
}

/** The same records as a list by stake, for whoever reads better than he points. */
function Along({ rows, selected, onOpen }: { rows: RowShown[]; selected: string | undefined; onOpen: (id: string) => void }) {
  const say = useRoadsWords();
  return (
    <ul className="roads-along" aria-label={say('list')}>
      {rows.map((row) => (
        <PickLine key={row.id} chosen={row.id === selected} onChoose={() => onOpen(row.id)}>
          <span className="typed">{labelOf(row)}</span>
          <StatusTag kind={row.kind} status={row.status} />
          <GradeTag row={row} />
          <DaysLeft days={row.days_left} />
        </PickLine>
      ))}
    </ul>
  );
}

interface KindProps {
  rows: RowShown[];
  hidden: string[];
  onHidden: (kinds: string[]) => void;
}

/** The kinds of record on this road; a road with one kind needs no choice. */
function KindChoice({ rows, hidden, onHidden }: KindProps) {
  const say = useRoadsWords();
  const read = useRead();
  const book = useCatalog();
  const kinds = [...new Set(rows.map((row) => row.kind))];
  if (kinds.length < 2) return null;
  return (
    <Checkbox.Group
      aria-label={say('kinds')}
      options={kinds.map((kind) => ({ value: kind, label: read(book.kind(kind)?.label ?? { zh: kind, en: kind }) }))}
      value={kinds.filter((kind) => !hidden.includes(kind))}
      onChange={(shown) => onHidden(kinds.filter((kind) => !shown.includes(kind)))}
    />
  );
}
