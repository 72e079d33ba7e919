import { Modal } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Sheet } from '../../api/types';
import { useSession } from '../../session/SessionContext';
import { KindForm } from '../form/KindForm';
import { factsOf, letterValues } from './draft';
import { useLetterWords } from './words';

const FIRST = ['type', 'to_org', 'number', 'due', 'body', 'cc', 'legal_basis', 'from_org', 'hazard'];

/** A letter about a hazard, begun with what the hazard says; everything can be rewritten. */
export function NewLetterDialog({ about, onClose }: { about: Sheet; onClose: () => void }) {
  const say = useLetterWords();
  const session = useSession();
  const navigate = useNavigate();
  const [initial] = useState(() => {
    const facts = factsOf(about);
    return letterValues(about, session, say(facts.due ? 'body' : 'body_open', { ...facts }));
  });
  return (
    <Modal
      open
      width={880}
      style={{ top: 24 }}
      title={<span className="typed">{say('new_letter', { title: about.row.title })}</span>}
      footer={null}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <KindForm
        target={{ kind: 'letter' }}
        initial={initial}
        first={FIRST}
        onSaved={(saved) => void navigate(`/letters?step=letters&id=${saved.id}`)}
        onCancel={onClose}
      />
    </Modal>
  );
}
