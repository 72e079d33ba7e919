import { Collapse, Skeleton } from 'antd';
import { useState } from 'react';
import { useCatalog } from '../../api/catalog';
import { useProposals } from '../../api/proposals';
import type { Proposed } from '../../api/types';
import { EmptyHint } from '../../components/EmptyHint';
import { ProblemNote } from '../../components/ProblemNote';
import { Section } from '../../components/Section';
import { useRead } from '../../i18n/words';
import { AnswerDrawer } from './AnswerDrawer';
import { BatchModal } from './BatchModal';
import { EscalationGroup } from './EscalationGroup';
import { useBoardWords } from './words';

/** What the time limits propose to send; a person looks at it and sends. */
export function Escalations({ under }: { under: string | undefined }) {
  const say = useBoardWords();
  const proposals = useProposals({ under, limit: 0 });
  const read = useRead();
  const book = useCatalog();
  // What is opened outlives its line in the list, which goes as soon as it is answered.
  const [one, setOne] = useState<Proposed | null>(null);
  const [batch, setBatch] = useState<Proposed[]>([]);
  const groups = proposals.data?.groups ?? [];
  const kind = book.kind(batch[0]?.answered_by ?? '');
  return (
    <Section title={say('escalations')} note={say('escalations_hint')}>
      {proposals.error ? <ProblemNote error={proposals.error} onAgain={() => void proposals.refetch()} /> : null}
      {proposals.isPending ? <Skeleton active /> : null}
      {proposals.data && groups.length === 0 ? <EmptyHint hint={say('escalations_none')} /> : null}
      {groups.length > 0 ? (
        <Collapse
          defaultActiveKey={groups.length === 1 ? groups[0]?.key : undefined}
          items={groups.map((group) => ({
            key: group.key,
            label: <strong>{say('group', { label: read(group.label), n: group.all })}</strong>,
            children: <EscalationGroup under={under} group={group} onOne={setOne} onSeveral={setBatch} />,
          }))}
        />
      ) : null}
      {one ? <AnswerDrawer proposed={one} onClose={() => setOne(null)} /> : null}
      {kind ? <BatchModal chosen={batch} kind={kind} onClose={() => setBatch([])} /> : null}
    </Section>
  );
}
