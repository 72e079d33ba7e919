import { Alert, Modal } from 'antd';
import { useState } from 'react';
import type { Proposed, Saved } from '../../api/types';
import { KindForm } from '../../components/form/KindForm';
import { useRead } from '../../i18n/words';
import { useTodayWords } from './words';

interface Props {
  proposed: Proposed;
  kind: string;
  onSaved: (saved: Saved) => void;
  onClose: () => void;
}

/** What a proposal cannot know by itself is asked for, with everything it knows filled in. */
export function AnswerDialog({ proposed, kind, onSaved, onClose }: Props) {
  const say = useTodayWords();
  const read = useRead();
  const [initial] = useState(() => ({ division: proposed.row.division, ...Object.fromEntries(proposed.entries) }));
  return (
    <Modal open width={860} title={read(proposed.label)} footer={null} onCancel={onClose}>
      <Alert type="info" title={say('answer_more')} style={{ marginBottom: 12 }} />
      <KindForm target={{ kind }} initial={initial} onSaved={onSaved} onCancel={onClose} />
    </Modal>
  );
}
