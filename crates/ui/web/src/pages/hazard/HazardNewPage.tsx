import { useState } from 'react';
import type { Values } from '../../components/form/types';
import { PageHead } from '../../components/PageHead';
import { HazardDone, type Outcome } from './HazardDone';
import { HazardForm } from './HazardForm';
import { useHazardWords } from './words';

/** A hazard in under a minute: filled on one page, saved and reported by one button. */
export default function HazardNewPage() {
  const say = useHazardWords();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [initial, setInitial] = useState<Values>({});
  const again = (values: Values) => {
    setInitial(values);
    setOutcome(null);
  };
  return (
    <>
      <PageHead title={say('title')} beside={outcome ? null : <span className="hint">{say('kept')}</span>} />
      {outcome ? <HazardDone outcome={outcome} onAgain={again} /> : <HazardForm initial={initial} onDone={setOutcome} />}
    </>
  );
}
