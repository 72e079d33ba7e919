import { Alert, Button, Checkbox, Flex, Input, Modal, Radio, Spin } from 'antd';
import { useState } from 'react';
import { stateLabel, stateOf, useCatalog } from '../../api/catalog';
import { useRoadStrip } from '../../api/map';
import { useRecords, useSave, useSheet } from '../../api/records';
import { run } from '../../api/run';
import type { Offer, RowShown, Sheet } from '../../api/types';
import { useRead } from '../../i18n/words';
import { useSaved } from '../form/KindForm';
import { ProblemNote } from '../ProblemNote';
import { StatusTag } from '../StatusTag';
import { nearOnRoad } from './compare';
import { CompareTable } from './CompareTable';
import { useStepWords } from './words';
import './steps.css';

interface Props {
  sheet: Sheet;
  offer: Offer;
  /** The field that names the record it goes into. */
  field: string;
  onDone: () => void;
  onClose: () => void;
}

const NEAR_M = 500;

/** Duplicates side by side: what differs is marked, and one of them goes into the other. */
export function MergeDialog({ sheet, offer, field, onDone, onClose }: Props) {
  const say = useStepWords();
  const read = useRead();
  const kind = useCatalog().kind(sheet.row.kind);
  const saved = useSaved(onDone);
  const save = useSave();
  const [into, setInto] = useState<string | null>(null);
  const [differing, setDiffering] = useState(false);
  const merge = () => {
    if (!into) return;
    const entries: [string, string][] = [[field, into]];
    run(save, { id: sheet.row.id, event: offer.event, entries, files: [], seen: sheet.seen, anyway: false }, saved);
  };
  const state = read(stateLabel(kind, offer.to ?? ''));
  return (
    <Modal
      open
      width={1120}
      style={{ top: 24 }}
      title={<span className="typed">{say('merge_title', { title: sheet.row.title })}</span>}
      onCancel={onClose}
      mask={{ closable: false }}
      footer={
        <>
          {save.error ? <ProblemNote error={save.error} /> : null}
          <Flex gap={8} justify="end">
            <Button onClick={onClose}>{say('cancel')}</Button>
            <Button type="primary" disabled={!into} loading={save.isPending} onClick={merge}>
              {say('merge_do')}
            </Button>
          </Flex>
        </>
      }
    >
      <Alert type="info" title={say('merge_hint', { state })} style={{ marginBottom: 12 }} />
      <Candidates row={sheet.row} chosen={into} onChoose={setInto} />
      <Flex justify="space-between" align="center" style={{ margin: '12px 0 8px' }}>
        <span>{into ? null : say('merge_choose')}</span>
        {into ? (
          <Checkbox checked={differing} onChange={(event) => setDiffering(event.target.checked)}>
            {say('same_only')}
          </Checkbox>
        ) : null}
      </Flex>
      {into && kind ? <Beside id={into} sheet={sheet} differing={differing} /> : null}
    </Modal>
  );
}

function Beside({ id, sheet, differing }: { id: string; sheet: Sheet; differing: boolean }) {
  const other = useSheet(id);
  if (other.error) return <ProblemNote error={other.error} onAgain={() => void other.refetch()} />;
  if (other.data?.row.id !== id) return <Spin />;
  return <CompareTable left={sheet} right={other.data} differing={differing} />;
}

interface CandidatesProps {
  row: RowShown;
  chosen: string | null;
  onChoose: (id: string) => void;
}

function Candidates({ row, chosen, onChoose }: CandidatesProps) {
  const say = useStepWords();
  const kind = useCatalog().kind(row.kind);
  const [words, setWords] = useState('');
  const strip = useRoadStrip(row.road ?? undefined);
  const found = useRecords({ kind: row.kind, words, limit: 8 }, words.trim() !== '');
  const open = (other: RowShown) => !stateOf(kind, other.status)?.final;
  const near = nearOnRoad(row, strip.data?.rows.filter(open) ?? [], NEAR_M);
  const searched = words.trim() === '' ? [] : (found.data?.rows ?? []).filter((other) => other.id !== row.id && open(other));
  const others = searched.filter((other) => !near.some((one) => one.row.id === other.id));
  return (
    <section aria-label={say('merge_near')}>
      <h2>{say('merge_near')}</h2>
      {near.length === 0 && !strip.isLoading ? <p>{say('merge_none', { n: NEAR_M })}</p> : null}
      <Radio.Group value={chosen} onChange={(event) => onChoose(event.target.value as string)}>
        <Flex vertical gap={2}>
          {near.slice(0, 6).map(({ row: other, metres }) => (
            <Candidate key={other.id} row={other} beside={say('metres', { n: metres })} />
          ))}
          <Input.Search
            aria-label={say('merge_search')}
            placeholder={say('merge_search')}
            style={{ width: 420, margin: '6px 0' }}
            maxLength={100}
            onSearch={setWords}
            allowClear
          />
          {others.map((other) => (
            <Candidate key={other.id} row={other} beside={other.place} />
          ))}
        </Flex>
      </Radio.Group>
    </section>
  );
}

function Candidate({ row, beside }: { row: RowShown; beside: string }) {
  return (
    <Radio value={row.id}>
      <span className="typed">{row.title}</span> <StatusTag kind={row.kind} status={row.status} /> <span className="hint">{beside}</span>
    </Radio>
  );
}
