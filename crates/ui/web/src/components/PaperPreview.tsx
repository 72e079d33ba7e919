import { Spin } from 'antd';
import { useEffect, useState } from 'react';
import { paperPreview } from '../api/papers';
import { useLang } from '../i18n/words';
import { ProblemNote } from './ProblemNote';
import './paper.css';

interface Props {
  id: string;
  name: string;
  /** What the frame is called. */
  title: string;
}

/** A paper as it would be printed; nothing is kept by looking. */
export function PaperPreview({ id, name, title }: Props) {
  const { address, error } = usePdf(id, name);
  if (error) return <ProblemNote error={error} />;
  if (!address) return <Spin />;
  return <iframe className="paper" src={address} title={title} />;
}

function usePdf(id: string, name: string): { address: string | null; error: unknown } {
  const lang = useLang();
  const [address, setAddress] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    let made = '';
    let stale = false;
    paperPreview(id, name, lang)
      .then((paper) => {
        if (stale) return;
        made = URL.createObjectURL(paper);
        setError(null);
        setAddress(made);
      })
      .catch((problem: unknown) => {
        if (!stale) setError(problem);
      });
    return () => {
      stale = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [id, name, lang]);
  return { address, error };
}
