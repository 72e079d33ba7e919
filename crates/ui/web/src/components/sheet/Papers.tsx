import { App, Button, Flex, Modal, Spin } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { paperPreview, useKeepPaper, usePapers, type PaperName } from '../../api/papers';
import { useLang, useRead } from '../../i18n/words';
import { ProblemNote } from '../ProblemNote';
import { Section } from '../Section';
import { useSheetWords } from './words';

/** The documents a record can be printed as. */
export function Papers({ id }: { id: string }) {
  const say = useSheetWords();
  const read = useRead();
  const papers = usePapers(id);
  const [opened, setOpened] = useState<PaperName | null>(null);
  if (!papers.data || papers.data.length === 0) return null;
  return (
    <Section title={say('papers')}>
      <ul className="plain-list">
        {papers.data.map((paper) => (
          <li key={paper.name}>
            <Flex wrap gap={8} align="center" justify="space-between">
              <span>{read(paper.label)}</span>
              <Button onClick={() => setOpened(paper)}>{say('paper_preview')}</Button>
            </Flex>
          </li>
        ))}
      </ul>
      {opened ? <Preview id={id} paper={opened} onClose={() => setOpened(null)} /> : null}
    </Section>
  );
}

/** The paper as it would be printed; printing for keeps stores exactly what was printed. */
function Preview({ id, paper, onClose }: { id: string; paper: PaperName; onClose: () => void }) {
  const say = useSheetWords();
  const read = useRead();
  const { message } = App.useApp();
  const frame = useRef<HTMLIFrameElement>(null);
  const { address, error } = usePreview(id, paper.name);
  const keep = useKeepPaper(id);
  const print = () => {
    keep.mutate(paper.name, {
      onSuccess: () => {
        void message.success(say('paper_kept'));
        frame.current?.contentWindow?.print();
      },
    });
  };
  return (
    <Modal
      open
      width="min(960px, 96vw)"
      title={read(paper.label)}
      onCancel={onClose}
      footer={
        <Flex gap={8} justify="flex-end">
          <Button onClick={onClose}>{say('paper_close')}</Button>
          <Button type="primary" disabled={!address} loading={keep.isPending} onClick={print}>
            {say('paper_keep')}
          </Button>
        </Flex>
      }
    >
      {error || keep.error ? <ProblemNote error={error ?? keep.error} /> : null}
      {address ? (
        <iframe ref={frame} className="paper" src={address} title={say('paper_frame', { name: read(paper.label) })} />
      ) : (
        <Spin />
      )}
    </Modal>
  );
}

function usePreview(id: string, name: string): { address: string | null; error: unknown } {
  const lang = useLang();
  const [address, setAddress] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    let closed = false;
    let made = '';
    paperPreview(id, name, lang)
      .then((paper) => {
        if (closed) return;
        made = URL.createObjectURL(paper);
        setAddress(made);
      })
      .catch(setError);
    return () => {
      closed = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [id, name, lang]);
  return { address, error };
}
