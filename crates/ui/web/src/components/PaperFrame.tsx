import { Flex, Segmented, Spin } from 'antd';
import { useState, type ReactNode } from 'react';
import { usePapers } from '../api/papers';
import { useRead } from '../i18n/words';
import { PaperPreview } from './PaperPreview';
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
      <PaperPreview key={name} id={id} name={name} title={say('paper')} />
    </Flex>
  );
}
