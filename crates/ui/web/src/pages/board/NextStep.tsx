import { Alert, Button, Flex, Skeleton } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { stateLabel, useCatalog } from '../../api/catalog';
import { useSheet } from '../../api/records';
import type { Offer, Sheet } from '../../api/types';
import { KindForm } from '../../components/form/KindForm';
import { ProblemNote } from '../../components/ProblemNote';
import { useRead } from '../../i18n/words';
import { useBoardWords } from './words';

/** What was made waits as proposed; the step that sends or lists it follows here. */
export function NextStep({ id, onClose }: { id: string; onClose: () => void }) {
  const sheet = useSheet(id);
  if (sheet.error && !sheet.data) return <ProblemNote error={sheet.error} onAgain={() => void sheet.refetch()} />;
  return sheet.data ? <Steps sheet={sheet.data} onClose={onClose} /> : <Skeleton active />;
}

function Steps({ sheet, onClose }: { sheet: Sheet; onClose: () => void }) {
  const say = useBoardWords();
  const read = useRead();
  const kind = useCatalog().kind(sheet.row.kind);
  const [opened, setOpened] = useState<Offer | null>(null);
  if (opened) {
    return (
      <KindForm
        key={opened.event}
        target={{ sheet, offer: opened }}
        onSaved={() => setOpened(null)}
        onCancel={() => setOpened(null)}
      />
    );
  }
  const status = read(stateLabel(kind, sheet.row.status));
  return (
    <Flex vertical gap={16}>
      <Alert type="success" title={say('made', { status })} />
      <h2>{say('steps')}</h2>
      {sheet.offers.length === 0 ? <p>{say('no_steps')}</p> : null}
      <Flex wrap gap={8}>
        {sheet.offers.map((offer, at) => (
          <Button
            key={offer.event}
            type={at === 0 ? 'primary' : 'default'}
            disabled={offer.against.length > 0}
            title={offer.against.map(read).join(' ')}
            onClick={() => setOpened(offer)}
          >
            {read(offer.label)}
          </Button>
        ))}
      </Flex>
      <Flex gap={16} align="center">
        <Link to={`/r/${sheet.row.id}`}>{say('open_record')}</Link>
        <Button onClick={onClose}>{say('close')}</Button>
      </Flex>
    </Flex>
  );
}
