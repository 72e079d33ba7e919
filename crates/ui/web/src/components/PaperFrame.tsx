import { Flex, Segmented, Spin } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { paperPreview, usePapers } from '../api/papers';
import { useLang, useRead } from '../i18n/words';
import { ProblemNote } from './ProblemNote';
import { useCommonWords } from './words';

interface Props {
  id: string;
  /** What is shown where the program prints nothing for this record. */
  children: ReactNode;
}

/** The paper of a record as it would be printed, on the page itself; nothing is kept by looking. */
export function PaperFrame({ id, children }: Props) {
  const say = useCommonWords();
  const read = useRead();
  const papers = usePapers(id);
  const [chosen, setChosen] = useState<string | null>(null);
  if (papers.isLoading) return <Spin />;
  const known = papers.data ?? [];
  const name = chosen ?? known[0]?.name;
  if (!name) return children;
  const options = known.map((paper) => ({ value: paper.name, label: read(paper.label) }));
  return (
    <Flex vertical gap={8} style={{ height: '100%' }}>
      {options.length > 1 ? <Segmented aria-label={say('paper')} options={options} value={name} onChange={setChosen} /> : null}
      <Pdf key={name} id={id} name={name} />
    </Flex>
  );
}

function Pdf({ id, name }: { id: string; name: string }) {
  const say = useCommonWords();
  const lang = useLang();
  const [address, setAddress] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    let made: string | null = null;
    let stale = false;
    paperPreview(id, name, lang)
      .then((paper) => {
        if (stale) return;
        made = URL.createObjectURL(paper);
        setError(null);
        setAddress(made);
      })
      .catch((problem: unknown) => !stale && setError(problem));
    return () => {
      stale = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [id, name, lang]);
  if (error) return <ProblemNote error={error} />;
  if (!address) return <Spin />;
  return <iframe src={address} title={say('paper')} style={{ flex: 1, minHeight: 460, width: '100%', border: '1px solid #c3cad3' }} />;
}
