import { Alert, Button, Flex, Skeleton } from 'antd';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { fieldLabel, useCatalog } from '../../api/catalog';
import { useHistory, useSheet } from '../../api/records';
import type { Kind, Offer, RowShown, Sheet } from '../../api/types';
import { useRead } from '../../i18n/words';
import { day } from '../../look/format';
import { happenedIn, pendingExtension } from '../chain/chain';
import { HazardChain } from '../chain/HazardChain';
import { NewLetterDialog } from '../letters/NewLetterDialog';
import { mayWriteLetters } from '../letters/draft';
import { useSession } from '../../session/SessionContext';
import { ProblemNote } from '../ProblemNote';
import { DaysLeft, StatusTag } from '../StatusTag';
import { StepDialog } from '../steps/StepDialog';
import { GradeTag } from './GradeTag';
import { typingOrDialog } from './keys';
import { mainStep } from './mainStep';
import { PhotoStrip } from './PhotoStrip';
import { SuggestedBody } from './SuggestedBody';
import { useBriefWords } from './words';
import './brief.css';

interface Props {
  id: string;
  /** Called after a step is saved. */
  onStep?: () => void;
}

/** What somebody has to see to decide on a record, and the steps that can be taken. */
export function RecordBrief({ id, onStep }: Props) {
  const sheet = useSheet(id);
  if (sheet.error && !sheet.data) return <ProblemNote error={sheet.error} onAgain={() => void sheet.refetch()} />;
  // While the next record is fetched the one before stands in for it; no step may be taken on that.
  if (sheet.data?.row.id !== id) return <Skeleton active />;
  return <Brief key={id} sheet={sheet.data} onStep={onStep} />;
}

function Brief({ sheet, onStep }: { sheet: Sheet; onStep?: () => void }) {
  const say = useBriefWords();
  const kind = useCatalog().kind(sheet.row.kind);
  const { row } = sheet;
  return (
    <article className="brief">
      <h2 className="typed">{row.title}</h2>
      <Flex wrap gap="4px 8px" align="center" style={{ marginBottom: 8 }}>
        <StatusTag kind={row.kind} status={row.status} />
        <GradeTag row={row} />
        <DaysLeft days={row.days_left} />
        <span className="typed">{row.place}</span>
        <Link to={`/r/${row.id}`}>{say('open')}</Link>
      </Flex>
      <HazardChain sheet={sheet} />
      {sheet.conflicts.length > 0 ? <InConflict sheet={sheet} /> : null}
      <Extension sheet={sheet} />
      <Steps sheet={sheet} onStep={onStep} />
      <PhotoStrip photos={sheet.photos} empty={say('no_photos')} />
      <SuggestedBody sheet={sheet} />
      {kind ? <Facts kind={kind} sheet={sheet} /> : null}
      <Followed rows={[...sheet.refers.map(([, other]) => other), ...sheet.referred]} />
    </article>
  );
}

function InConflict({ sheet }: { sheet: Sheet }) {
  const say = useBriefWords();
  return (
    <Alert
      type="warning"
      style={{ marginBottom: 8 }}
      title={say('conflict', { n: sheet.conflicts.length })}
      action={<Link to={`/conflicts?id=${sheet.row.id}`}>{say('to_conflicts')}</Link>}
    />
  );
}

/** An extension somebody asked for stands where it is answered. */
function Extension({ sheet }: { sheet: Sheet }) {
  const say = useBriefWords();
  const read = useRead();
  const kind = useCatalog().kind(sheet.row.kind);
  const may = sheet.offers.some((offer) => offer.event === 'extend_approve');
  const history = useHistory(sheet.row.id, may);
  const asked = kind && may && history.data ? pendingExtension(happenedIn(kind, history.data)) : undefined;
  const until = sheet.fields.find((shown) => shown.field === 'extension_due');
  if (!asked) return null;
  return (
    <Alert
      type="info"
      style={{ marginBottom: 8 }}
      title={say('extension', { by: asked.by, until: until ? read(until.text) : '?' })}
      description={say('extension_on', { at: day(asked.at_ms) })}
    />
  );
}

/** Steps as buttons; the digit on a button is its key. */
function Steps({ sheet, onStep }: { sheet: Sheet; onStep?: () => void }) {
  const say = useBriefWords();
  const read = useRead();
  const { role } = useSession();
  const book = useCatalog();
  const [chosen, setChosen] = useState<Offer | null>(null);
  const [writing, setWriting] = useState(false);
  const { offers } = sheet;
  const main = mainStep(book.kind(sheet.row.kind), sheet.row.status, offers);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (typingOrDialog(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      const offer = offers[Number(event.key) - 1];
      if (!offer || offer.against.length > 0) return;
      event.preventDefault();
      setChosen(offer);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [offers]);
  const done = () => {
    setChosen(null);
    onStep?.();
  };
  return (
    <section aria-label={say('steps')} style={{ marginBottom: 12 }}>
      {offers.length === 0 ? <p className="hint">{say('no_steps')}</p> : null}
      <Flex wrap gap={8}>
        {offers.map((offer, number) => (
          <Button
            key={offer.event}
            type={offer === main ? 'primary' : 'default'}
            danger={offer.to === 'void'}
            disabled={offer.against.length > 0}
            aria-describedby={offer.against.length > 0 ? BARRED : undefined}
            onClick={() => setChosen(offer)}
          >
            {read(offer.label)}
            {number < 9 ? <kbd aria-hidden>{number + 1}</kbd> : null}
          </Button>
        ))}
        {mayWriteLetters(book, role, sheet) ? <Button onClick={() => setWriting(true)}>{say('new_letter')}</Button> : null}
      </Flex>
      <Barred offers={offers} />
      {chosen ? <StepDialog sheet={sheet} offer={chosen} onDone={done} onClose={() => setChosen(null)} /> : null}
      {writing ? <NewLetterDialog about={sheet} onClose={() => setWriting(false)} /> : null}
    </section>
  );
}

const BARRED = 'brief-barred';

/** Why some steps cannot be taken now. */
function Barred({ offers }: { offers: Offer[] }) {
  const say = useBriefWords();
  const read = useRead();
  const barred = offers.filter((offer) => offer.against.length > 0);
  if (barred.length === 0) return null;
  return (
    <ul id={BARRED} className="brief-rows hint">
      {barred.map((offer) => (
        <li key={offer.event} className="typed">
          {say('barred', { step: read(offer.label), why: offer.against.map(read).join(' ') })}
        </li>
      ))}
    </ul>
  );
}

/** What a coordinator looks at in a hazard, in this order; of other kinds, what is filled. */
const ESSENTIAL: Record<string, string[]> = {
  hazard: [
    'kinds', 'description', 'bus_route', 'accidents_3y', 'place_text', 'side', 'grade_suggested', 'nature', 'resp_org', 'resp_person',
    'resp_phone', 'due_on', 'extension_due', 'progress_pct', 'interim', 'proposal', 'acceptance_date', 'acceptance_members', 'close_doc',
    'found_by', 'found_at', 'internal_note',
  ],
  // Its body is the paper beside it.
  letter: ['number', 'to_org', 'due', 'served', 'replied_on', 'reply_text', 'cc', 'legal_basis', 'internal_note'],
};

function Facts({ kind, sheet }: { kind: Kind; sheet: Sheet }) {
  const read = useRead();
  const plain = kind.fields.filter((field) => !['division', 'ref', 'refs'].includes(field.type));
  const wanted = ESSENTIAL[kind.name] ?? plain.map((field) => field.name);
  const shown = wanted.flatMap((name) => sheet.fields.filter((one) => one.field === name));
  return (
    <dl className="brief-facts">
      {shown.map((one) => (
        <Fact key={one.field} label={read(fieldLabel(kind, one.field))} text={read(one.text)} />
      ))}
    </dl>
  );
}

function Fact({ label, text }: { label: string; text: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd className="typed">{text}</dd>
    </>
  );
}

/** What this record speaks of, then the letters, reminders and look-backs that speak of it. */
function Followed({ rows }: { rows: RowShown[] }) {
  const say = useBriefWords();
  if (rows.length === 0) return null;
  return (
    <section aria-label={say('letters')}>
      <h3>{say('letters')}</h3>
      <ul className="brief-rows">
        {rows.map((row) => (
          <li key={row.id}>
            <StatusTag kind={row.kind} status={row.status} />
            <Link to={row.kind === 'letter' ? `/letters?step=letters&id=${row.id}` : `/r/${row.id}`} className="typed">
              {row.title}
            </Link>
            <DaysLeft days={row.days_left} />
          </li>
        ))}
      </ul>
    </section>
  );
}
