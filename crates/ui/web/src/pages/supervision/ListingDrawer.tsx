import { Button, Drawer, Flex, Skeleton } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { stateLabel, useCatalog } from '../../api/catalog';
import { useSheet } from '../../api/records';
import type { Offer, Sheet } from '../../api/types';
import { KindForm } from '../../components/form/KindForm';
import { ProblemNote } from '../../components/ProblemNote';
import { useRead } from '../../i18n/words';
import { ListingFacts } from './ListingFacts';
import { useSupervisionWords } from './words';

/** One listing: the hazard, the term, the reports of progress, and the steps a person may take. */
export function ListingDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const say = useSupervisionWords();
  const read = useRead();
  const sheet = useSheet(id);
  const kind = useCatalog().kind(sheet.data?.row.kind ?? '');
  const [opened, setOpened] = useState<Offer | null>(null);
  const status = sheet.data ? read(stateLabel(kind, sheet.data.row.status)) : '';
  const close = () => {
    setOpened(null);
    onClose();
  };
  return (
    <Drawer
      open
      size={720}
      title={opened ? read(opened.label) : [say('detail'), status].filter(Boolean).join(' · ')}
      onClose={opened ? () => setOpened(null) : close}
      maskClosable={opened === null}
      destroyOnHidden
    >
      {sheet.error && !sheet.data ? <ProblemNote error={sheet.error} onAgain={() => void sheet.refetch()} /> : null}
      {sheet.isPending ? <Skeleton active /> : null}
      {sheet.data && opened ? (
        <KindForm
          key={opened.event}
          target={{ sheet: sheet.data, offer: opened }}
          onSaved={() => setOpened(null)}
          onCancel={() => setOpened(null)}
        />
      ) : null}
      {sheet.data && !opened ? (
        <>
          <Steps sheet={sheet.data} onOpen={setOpened} />
          <ListingFacts sheet={sheet.data} />
          <Link to={`/r/${id}`}>{say('all')}</Link>
        </>
      ) : null}
    </Drawer>
  );
}

function Steps({ sheet, onOpen }: { sheet: Sheet; onOpen: (offer: Offer) => void }) {
  const say = useSupervisionWords();
  const read = useRead();
  return (
    <div className="listing-part">
      <h3>{say('steps')}</h3>
      {sheet.offers.length === 0 ? <p>{say('no_steps')}</p> : null}
      <Flex wrap gap={8}>
        {sheet.offers.map((offer) => (
          <Button key={offer.event} disabled={offer.against.length > 0} onClick={() => onOpen(offer)}>
            {read(offer.label)}
          </Button>
        ))}
      </Flex>
      {sheet.offers
        .filter((offer) => offer.against.length > 0)
        .map((offer) => (
          <p key={offer.event} className="typed">
            {read(offer.label)} {say('against')} {offer.against.map(read).join(' ')}
          </p>
        ))}
    </div>
  );
}
