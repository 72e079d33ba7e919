import { Button } from 'antd';
import type { Offer } from '../../api/types';
import { useRead } from '../../i18n/words';
import { Section } from '../Section';
import { useSheetWords } from './words';

/** The steps a person could take. What stands against one is said, so that it can be put right. */
export function Offers({ offers, onOpen }: { offers: Offer[]; onOpen: (offer: Offer) => void }) {
  const say = useSheetWords();
  const first = offers.find((offer) => offer.against.length === 0 && offer.to !== 'void');
  return (
    <Section title={say('steps')}>
      {offers.length === 0 ? <p className="quiet">{say('no_steps')}</p> : null}
      <div className="offers">
        {offers.map((offer, number) => (
          <One key={number} offer={offer} id={`offer-${number}`} first={offer === first} onOpen={onOpen} />
        ))}
      </div>
    </Section>
  );
}

interface OneProps {
  offer: Offer;
  id: string;
  first: boolean;
  onOpen: (offer: Offer) => void;
}

function One({ offer, id, first, onOpen }: OneProps) {
  const say = useSheetWords();
  const read = useRead();
  const barred = offer.against.length > 0;
  return (
    <div>
      <Button
        type={first ? 'primary' : 'default'}
        disabled={barred}
        aria-describedby={barred ? id : undefined}
        title={offer.law ? say('law', { law: offer.law }) : undefined}
        onClick={() => onOpen(offer)}
      >
        {read(offer.label)}
      </Button>
      {barred ? (
        <div id={id} className="quiet typed">
          {say('against')} {offer.against.map(read).join(' ')}
        </div>
      ) : null}
    </div>
  );
}
