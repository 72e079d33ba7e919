import { Alert, Button, Progress } from 'antd';
import { useState } from 'react';
import type { Complaint } from '../../api/types';
import { FormFrame } from '../../components/form/KindForm';
import type { FormState, Values } from '../../components/form/types';
import { useKindForm } from '../../components/form/useKindForm';
import { goToField, lacking, withComplaints } from '../../components/lacking';
import { LinkButton } from '../../components/LinkButton';
import { PageHead } from '../../components/PageHead';
import { remember, remembered } from '../../components/remembered';
import { useSession } from '../../session/SessionContext';
import { AddParties } from './AddParties';
import { PartyRows } from './PartyRows';
import { TEMPLATE, TemplateBlock } from './TemplateBlock';
import { useBatch, type Batch } from './useBatch';
import { useAgreementWords } from './words';
import './agreements.css';

const TARGET = { kind: 'agreement' };

/** What the next batch most likely says again. */
const HABIT = 'agreement';

/** Where the agreements of one village, or of all village committees, are issued in one go. */
export default function BatchPage() {
  const say = useAgreementWords();
  const batch = useBatch();
  const [asked, setAsked] = useState(false);
  const plain = useTemplate();
  const missing = lacking(plain.kind, '', plain.values, plain.uploads);
  const form = withComplaints(plain, asked ? missing.map((name) => needed(name, say('needed'))) : []);
  const start = () => {
    const first = missing[0];
    setAsked(true);
    if (first) goToField(first);
    else {
      const entries = Object.entries(form.values).filter(([, text]) => text !== '');
      remember(HABIT, Object.fromEntries(entries.filter(([name]) => TEMPLATE.includes(name))));
      batch.start(entries);
    }
  };
  return (
    <>
      <PageHead
        title={say('batch')}
        beside={<span className="hint">{say('batch_hint')}</span>}
        actions={<LinkButton to="/agreements">{say('to_list')}</LinkButton>}
      />
      <FormFrame form={{ ...form, save: start }}>
        <TemplateBlock form={form} />
        <AddParties form={form} batch={batch} />
        <PartyRows batch={batch} />
        <Foot form={form} batch={batch} />
      </FormFrame>
    </>
  );
}

function useTemplate(): FormState {
  const { today, unit, person } = useSession();
  const year = today.slice(0, 4);
  const [initial] = useState<Values>(() => ({
    pair: 'station_person',
    template_ver: `${year}-1`,
    party_a_org: unit.name,
    party_a_signer: person,
    ...remembered<Values>(HABIT, {}),
    year,
    valid_from: `${year}-01-01`,
    valid_to: `${year}-12-31`,
  }));
  return useKindForm({ target: TARGET, initial, first: TEMPLATE, onSaved: () => undefined });
}

function needed(field: string, sentence: string): Complaint {
  return { field, code: 'needed', zh: sentence, en: sentence };
}

/** The button, how far it is, and how it ended. */
function Foot({ form, batch }: { form: FormState; batch: Batch }) {
  const say = useAgreementWords();
  const issued = batch.rows.filter((row) => row.progress.state === 'issued').length;
  const open = batch.rows.length - issued;
  return (
    <>
      {batch.ending === 'halted' ? <Alert type="error" title={say('halted')} style={{ marginBottom: 12 }} /> : null}
      {batch.ending === 'stopped' ? <Alert type="info" title={say('stopped')} style={{ marginBottom: 12 }} /> : null}
      {batch.ending === 'done' ? <Ended batch={batch} open={open} /> : null}
      <div className="foot-bar">
        {batch.running ? (
          <Button size="large" onClick={batch.stop}>
            {say('stop')}
          </Button>
        ) : (
          <Button type="primary" size="large" htmlType="submit" disabled={open === 0 || form.sending}>
            {say('start', { n: open })}
          </Button>
        )}
        {batch.rows.length > 0 ? (
          <span role="status">{say('progress', { n: issued, all: batch.rows.length })}</span>
        ) : (
          <span className="hint">{say('nobody_yet')}</span>
        )}
        {batch.running ? (
          <Progress
            percent={Math.floor((issued * 100) / batch.rows.length)}
            style={{ flex: 1, minWidth: 160 }}
            aria-label={say('progress', { n: issued, all: batch.rows.length })}
          />
        ) : null}
      </div>
    </>
  );
}

function Ended({ batch, open }: { batch: Batch; open: number }) {
  const say = useAgreementWords();
  const issued = batch.rows.length - open;
  return (
    <Alert
      type={open > 0 ? 'warning' : 'success'}
      role="status"
      title={open > 0 ? say('ended_some', { n: issued, open }) : say('ended_all', { n: issued })}
      action={<LinkButton to="/agreements?status=issued">{say('to_sign')}</LinkButton>}
      style={{ marginBottom: 12 }}
    />
  );
}
