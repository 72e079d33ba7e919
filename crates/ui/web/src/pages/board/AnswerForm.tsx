import { useEffect, useState } from 'react';
import type { Saved } from '../../api/types';
import { FormFoot } from '../../components/form/FormFoot';
import { Fields, FormFrame, useSaved } from '../../components/form/KindForm';
import type { Values } from '../../components/form/types';
import { useKindForm } from '../../components/form/useKindForm';

interface Props {
  kind: string;
  /** What the proposal fills. */
  initial: Values;
  onSaved: (saved: Saved) => void;
  onCancel: () => void;
}

/** The answer to a proposal, where a person has to add to it. */
export function AnswerForm({ kind, initial, onSaved, onCancel }: Props) {
  const saved = useSaved(onSaved);
  const [target] = useState({ kind });
  const form = useKindForm({ target, initial, onSaved: saved });
  const { values, setAll } = form;
  // A draft kept for another proposal of this kind must not turn this one onto another record.
  const strayed = Object.entries(initial).some(([name, text]) => values[name] !== text);
  useEffect(() => {
    if (strayed) setAll(initial);
  }, [strayed, setAll, initial]);
  return (
    <FormFrame form={form}>
      <Fields form={form} />
      <FormFoot form={form} onCancel={onCancel} />
    </FormFrame>
  );
}
