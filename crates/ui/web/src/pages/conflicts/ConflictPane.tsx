import { Alert, Button, Flex, Skeleton } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { fieldLabel, useCatalog } from '../../api/catalog';
import { useSave, useSheet } from '../../api/records';
import { run } from '../../api/run';
import type { Kind, Rival, Rivals, Sheet } from '../../api/types';
import { PhotoStrip } from '../../components/brief/PhotoStrip';
import { entryText } from '../../components/form/values';
import { ProblemNote } from '../../components/ProblemNote';
import { StatusTag } from '../../components/StatusTag';
import { useRead } from '../../i18n/words';
import { Sides } from './Sides';
import { useConflictWords } from './words';

/** What was settled a moment ago, so that a slip can be put right at once. */
export interface Settled {
  field: string;
  taken: Rival;
  others: Rival[];
}

/** One record with everything people disagree about in it. */
export function ConflictPane({ id }: { id: string }) {
  const say = useConflictWords();
  const sheet = useSheet(id);
  const [settled, setSettled] = useState<Settled | null>(null);
  if (sheet.error && !sheet.data) return <ProblemNote error={sheet.error} onAgain={() => void sheet.refetch()} />;
  if (!sheet.data) return <Skeleton active />;
  const { row, photos, conflicts } = sheet.data;
  return (
    <>
      <Flex wrap gap="4px 10px" align="baseline">
        <h2 className="typed" style={{ margin: 0 }}>
          {row.title}
        </h2>
        <StatusTag kind={row.kind} status={row.status} />
        <span className="typed">{row.place}</span>
        <Link to={`/r/${row.id}`}>{say('history')}</Link>
      </Flex>
      {settled ? <JustSettled sheet={sheet.data} settled={settled} onHide={() => setSettled(null)} /> : null}
      {conflicts.length === 0 && !settled ? <Alert type="success" title={say('gone')} style={{ margin: '12px 0' }} /> : null}
      {conflicts.map((rivals) => (
        <Disagreement key={rivals.field} sheet={sheet.data} rivals={rivals} onSettled={setSettled} />
      ))}
      <h3>{say('photos')}</h3>
      <PhotoStrip photos={photos} empty={say('no_photos')} />
    </>
  );
}

interface DisagreementProps {
  sheet: Sheet;
  rivals: Rivals;
  onSettled: (settled: Settled) => void;
}

function Disagreement({ sheet, rivals, onSettled }: DisagreementProps) {
  const say = useConflictWords();
  const read = useRead();
  const kind = useCatalog().kind(sheet.row.kind);
  const isStatus = rivals.field === 'status';
  const label = isStatus ? say('status') : read(fieldLabel(kind, rivals.field));
  return (
    <section aria-label={label} className="disagreement">
      <h3>{label}</h3>
      <p className="hint">{say(isStatus ? 'status_hint' : meanwhileOf(kind, rivals.field))}</p>
      {rivals.mine ? null : <Alert type="info" title={say('not_mine')} style={{ marginBottom: 8 }} />}
      <Sides id={sheet.row.id} rivals={rivals} onSettled={onSettled} />
    </section>
  );
}

/** What lists and boards go by until it is settled. */
function meanwhileOf(kind: Kind | undefined, name: string) {
  const field = kind?.fields.find((known) => known.name === name);
  return `meanwhile_${field?.meanwhile ?? 'latest'}` as const;
}

/** Says what was done and how it is undone. */
function JustSettled({ sheet, settled, onHide }: { sheet: Sheet; settled: Settled; onHide: () => void }) {
  const say = useConflictWords();
  const read = useRead();
  const kind = useCatalog().kind(sheet.row.kind);
  const save = useSave();
  const { field, taken, others } = settled;
  const mayChange = sheet.may_edit.includes(field);
  const instead = (other: Rival) => {
    const entries: [string, string][] = [[field, entryText(other.value)]];
    run(save, { id: sheet.row.id, entries, files: [], seen: sheet.seen, anyway: false }, onHide);
  };
  return (
    <Alert
      type="success"
      role="status"
      style={{ margin: '12px 0' }}
      title={say('settled', { text: read(taken.text) || say('empty_text') })}
      description={
        <>
          {field === 'status' ? null : <p>{say(mayChange ? 'settled_hint' : 'settled_hint_others', { field: read(fieldLabel(kind, field)) })}</p>}
          {save.error ? <ProblemNote error={save.error} /> : null}
          <Flex wrap gap={8}>
            {mayChange
              ? others.map((other, number) => (
                  <Button key={number} size="small" loading={save.isPending} onClick={() => instead(other)}>
                    {say('instead', { text: read(other.text) || say('empty_text') })}
                  </Button>
                ))
              : null}
            <Button size="small" onClick={onHide}>
              {say('hide')}
            </Button>
          </Flex>
        </>
      }
    />
  );
}
