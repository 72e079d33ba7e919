import { App, Button, Flex, Modal } from 'antd';
import { useState } from 'react';
import { useKeepPaper, usePapers, type PaperName } from '../../api/papers';
import { run } from '../../api/run';
import { useRead } from '../../i18n/words';
import { PaperPreview } from '../PaperPreview';
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

/**
 * The paper as it would be printed; keeping stores exactly these pages. Browsers print a PDF in a
 * frame each in their own way, so that is left to the buttons of their viewer.
 */
function Preview({ id, paper, onClose }: { id: string; paper: PaperName; onClose: () => void }) {
  const say = useSheetWords();
  const read = useRead();
  const { message } = App.useApp();
  const keep = useKeepPaper(id);
  const hold = () => {
    run(keep, paper.name, () => void message.success(say('paper_kept')));
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
          <Button type="primary" loading={keep.isPending} onClick={hold}>
            {say('paper_keep')}
          </Button>
        </Flex>
      }
    >
      {keep.error ? <ProblemNote error={keep.error} /> : null}
      <PaperPreview id={id} name={paper.name} title={say('paper_frame', { name: read(paper.label) })} />
      <p className="quiet">{say('paper_hint')}</p>
    </Modal>
  );
}
