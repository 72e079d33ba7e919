import { App, Button, Flex, Input } from 'antd';
import { useState } from 'react';
import { useDivisions } from '../../api/divisions';
import { Section } from '../../components/Section';
import type { FormState } from '../../components/form/types';
import { useSession } from '../../session/SessionContext';
import { LedgerDialog } from './LedgerDialog';
import { NOBODY, readParties, type Typed } from './parties';
import type { Batch } from './useBatch';
import { useAgreementWords } from './words';

/** Pairs in which a body signs, not a person. */
const BODIES = ['city_county', 'county_township', 'brigade_station', 'township_village', 'unit'];

/** Parties come from a pasted list, from the ledgers, or are the village committees of the township. */
export function AddParties({ form, batch }: { form: FormState; batch: Batch }) {
  const say = useAgreementWords();
  const { message } = App.useApp();
  const { unit } = useSession();
  const villages = useDivisions(unit.code).data ?? [];
  const [pasted, setPasted] = useState('');
  const [ledger, setLedger] = useState(false);
  const pair = form.values.pair ?? '';
  const bodies = BODIES.includes(pair);
  const add = (more: Typed[]) => {
    const doubles = batch.add(more);
    void message.info(doubles > 0 ? say('added_doubles', { n: more.length - doubles, doubles }) : say('added', { n: more.length }));
  };
  const read = readParties(pasted, bodies);
  const committees = villages
    .filter((one) => one.level === 'village')
    .map((one): Typed => ({ ...NOBODY, org: one.name, division: one.code }));
  return (
    <Section title={say('parties')} beside={<span className="hint">{bodies ? say('paste_hint_bodies') : say('paste_hint')}</span>}>
      <Input.TextArea
        id="field-pasted"
        aria-label={say('paste')}
        placeholder={bodies ? say('paste_example_bodies') : say('paste_example')}
        autoSize={{ minRows: 3, maxRows: 8 }}
        disabled={batch.running}
        value={pasted}
        onChange={(event) => setPasted(event.target.value)}
      />
      <Flex wrap gap={8} style={{ marginTop: 8 }}>
        <Button
          type="primary"
          ghost
          disabled={read.length === 0 || batch.running}
          onClick={() => {
            add(read);
            setPasted('');
          }}
        >
          {say('add_pasted', { n: read.length })}
        </Button>
        {bodies ? null : (
          <Button disabled={batch.running} onClick={() => setLedger(true)}>
            {say('from_ledger')}
          </Button>
        )}
        {pair === 'township_village' && committees.length > 0 ? (
          <Button disabled={batch.running} onClick={() => add(committees)}>
            {say('all_committees', { n: committees.length })}
          </Button>
        ) : null}
      </Flex>
      {ledger ? <LedgerDialog under={form.values.division ?? unit.code} onChosen={add} onClose={() => setLedger(false)} /> : null}
    </Section>
  );
}
