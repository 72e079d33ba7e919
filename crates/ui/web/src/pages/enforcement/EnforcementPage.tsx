import { Skeleton } from 'antd';
import { useCallback, useState } from 'react';
import { useSheet } from '../../api/records';
import type { RowShown } from '../../api/types';
import { Section } from '../../components/Section';
import { LinkButton } from '../../components/LinkButton';
import { PageHead } from '../../components/PageHead';
import { ProblemNote } from '../../components/ProblemNote';
import { Clocks } from '../../components/sheet/Clocks';
import { StatusTag } from '../../components/StatusTag';
import { RecordTable } from '../../components/table/RecordTable';
import { useEnforcementWords } from './words';
import '../../components/sheet/sheet.css';
import './enforcement.css';

/** The register of cases, and beside it the time limits of the one that is chosen. */
export default function EnforcementPage() {
  const say = useEnforcementWords();
  const [chosen, setChosen] = useState<string | null>(null);
  const choose = useCallback((row: RowShown) => setChosen(row.id), []);
  return (
    <>
      <PageHead
        title={say('title')}
        beside={<span className="hint">{say('not_a_decision')}</span>}
        actions={
          <>
            <LinkButton to="/enforcement/handover">{say('handover')}</LinkButton>
            <LinkButton type="primary" to="/enforcement/new">
              {say('new_title')}
            </LinkButton>
          </>
        }
      />
      <div className={chosen ? 'two-columns' : undefined} style={{ maxWidth: 'none' }}>
        <div style={{ minWidth: 0 }}>
          <RecordTable kind="enforcement" onOpen={choose} />
          <p className="hint">{say('choose_hint')}</p>
        </div>
        {chosen ? <Chosen key={chosen} id={chosen} /> : null}
      </div>
    </>
  );
}

function Chosen({ id }: { id: string }) {
  const say = useEnforcementWords();
  const { data: sheet, error } = useSheet(id);
  if (error && !sheet) return <ProblemNote error={error} />;
  if (!sheet) return <Skeleton active />;
  const open = sheet.offers.some((offer) => offer.event === 'record');
  return (
    <aside aria-label={say('chosen')}>
      <Section title={say('chosen')} beside={<StatusTag kind={sheet.row.kind} status={sheet.row.status} />}>
        <p className="typed">
          <strong>{sheet.row.title}</strong>
        </p>
        {open ? (
          <LinkButton type="primary" to={`/enforcement/${id}/record`}>
            {say('go_on_case')}
          </LinkButton>
        ) : null}{' '}
        <LinkButton to={`/r/${id}`}>{say('open')}</LinkButton>
      </Section>
      {sheet.clocks.length > 0 ? <Clocks clocks={sheet.clocks} /> : <p className="hint">{say('no_clocks')}</p>}
    </aside>
  );
}
