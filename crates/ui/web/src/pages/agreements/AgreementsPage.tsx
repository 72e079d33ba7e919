import { Button, Input, Progress } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { stateLabel, useCatalog } from '../../api/catalog';
import { workbookAddress } from '../../api/records';
import type { Ask, Page, RowShown } from '../../api/types';
import { Chip } from '../../components/form/inputs/Chip';
import { LinkButton } from '../../components/LinkButton';
import { LongTable, type LongColumn } from '../../components/LongTable';
import { PageHead } from '../../components/PageHead';
import { StatusTag } from '../../components/StatusTag';
import { VillageFilter } from './VillageFilter';
import { useLang, useRead } from '../../i18n/words';
import { count, moment } from '../../look/format';
import { SignDialog } from './SignDialog';
import { useAgreementWords } from './words';
import './agreements.css';

const KIND = 'agreement';

/** The states that are asked after most: not signed, not issued, signed. */
const STATES = ['issued', 'drafted', 'signed'];

/** Every agreement of the station, and first of all who has not signed yet. */
export default function AgreementsPage() {
  const say = useAgreementWords();
  const [query, setQuery] = useSearchParams();
  const [signing, setSigning] = useState<string | null>(null);
  const [first, setFirst] = useState<Page | null>(null);
  const lang = useLang();
  const filter = (name: string, value: string) =>
    setQuery(
      (before) => {
        const next = new URLSearchParams(before);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  const told = query.toString();
  const ask = useMemo((): Ask => {
    const question = new URLSearchParams(told);
    const text = (name: string) => question.get(name) ?? undefined;
    return { kind: KIND, status: text('status'), words: text('words'), under: text('under') };
  }, [told]);
  const onFirst = useCallback((page: Page) => setFirst(page), []);
  const columns = useColumns(setSigning);
  return (
    <>
      <PageHead
        title={say('title')}
        actions={
          <>
            <Button href={workbookAddress(ask, lang)}>{say('workbook')}</Button>
            <LinkButton type="primary" to="/agreements/new">
              {say('batch')}
            </LinkButton>
          </>
        }
      />
      <div className="agreement-filters">
        <States chosen={ask.status ?? ''} page={first} onChoose={(state) => filter('status', state)} />
        <VillageFilter chosen={ask.under ?? ''} onChoose={(code) => filter('under', code)} />
        <Input.Search
          allowClear
          style={{ maxWidth: 210 }}
          aria-label={say('search')}
          placeholder={say('search')}
          defaultValue={ask.words}
          onSearch={(words) => filter('words', words.trim())}
        />
        <Rate page={first} />
      </div>
      <LongTable key={told} ask={ask} columns={columns} empty={say(told ? 'empty_filtered' : 'empty')} onFirst={onFirst} />
      <p className="hint">{say('total', { n: count(first?.all ?? 0) })}</p>
      {signing ? <SignDialog id={signing} onClose={() => setSigning(null)} /> : null}
    </>
  );
}

function useColumns(onSign: (id: string) => void): LongColumn[] {
  const say = useAgreementWords();
  const pairs = useCatalog().codes('agreement_pair');
  const read = useRead();
  const pair = (row: RowShown) => {
    const code = pairs?.codes.find((one) => one.code === row.mark);
    return code ? read(code.label) : row.mark;
  };
  return [
    { key: 'title', title: say('who'), width: 340, show: (row) => <Link to={`/r/${row.id}`}>{row.title}</Link> },
    { key: 'pair', title: say('pair'), width: 190, show: pair },
    { key: 'village', title: say('village'), width: 150, show: (row) => row.place.split('/').at(-1) },
    { key: 'status', title: say('state'), width: 110, show: (row) => <StatusTag kind={row.kind} status={row.status} /> },
    { key: 'updated', title: say('updated'), width: 160, show: (row) => moment(row.updated_ms) },
    {
      key: 'sign',
      title: say('do'),
      width: 100,
      show: (row) =>
        row.status === 'issued' ? (
          <Button size="small" type="primary" onClick={() => onSign(row.id)}>
            {say('sign')}
          </Button>
        ) : null,
    },
  ];
}

/** The states as chips with how many there are; the counts hold for the village and words chosen. */
function States({ chosen, page, onChoose }: { chosen: string; page: Page | null; onChoose: (state: string) => void }) {
  const say = useAgreementWords();
  const read = useRead();
  const kind = useCatalog().kind(KIND);
  const name = (state: string) => (state === 'issued' ? say('unsigned') : read(stateLabel(kind, state)));
  return (
    <div role="group" aria-label={say('state')} className="chips-line">
      <Chip single on={chosen === ''} onPress={() => onChoose('')}>
        {say('all_states')}
      </Chip>
      {STATES.map((state) => (
        <Chip key={state} single on={chosen === state} onPress={() => onChoose(state)}>
          {say('state_count', { state: name(state), n: count(page?.by_status[state] ?? 0) })}
        </Chip>
      ))}
    </div>
  );
}

/** Of what was issued, how much is signed. */
function Rate({ page }: { page: Page | null }) {
  const say = useAgreementWords();
  const states = page?.by_status ?? {};
  const signed = (states.signed ?? 0) + (states.amended ?? 0);
  const all = signed + (states.issued ?? 0);
  if (all === 0) return null;
  const text = say('rate', { signed: count(signed), all: count(all) });
  return (
    <div className="agreement-rate">
      <span>{text}</span>
      <Progress percent={Math.floor((signed * 100) / all)} size="small" style={{ width: 140 }} aria-label={text} />
    </div>
  );
}
