import { Button, Flex, Result } from 'antd';
import { useState } from 'react';
import type { Saved } from '../../api/types';
import { LinkButton } from '../../components/LinkButton';
import { PageHead } from '../../components/PageHead';
import { useCommonWords } from '../../components/words';
import { PersuasionForm } from './PersuasionForm';
import { usePersuasionWords } from './words';
import './persuasion.css';

/** A log in three presses for a market-day shift: everything that can be known is there already. */
export default function PersuasionNewPage() {
  const say = usePersuasionWords();
  const [saved, setSaved] = useState<Saved | null>(null);
  return (
    <>
      <PageHead title={say('title')} beside={saved ? null : <span className="hint">{say('hint')}</span>} />
      {saved ? <Done id={saved.id} onAgain={() => setSaved(null)} /> : <PersuasionForm onSaved={setSaved} />}
    </>
  );
}

function Done({ id, onAgain }: { id: string; onAgain: () => void }) {
  const say = usePersuasionWords();
  const common = useCommonWords();
  return (
    <Result
      status="success"
      title={<span role="status">{say('saved')}</span>}
      subTitle={say('saved_hint')}
      extra={
        <Flex wrap gap={8} justify="center">
          <LinkButton type="primary" size="large" to="/today">
            {common('to_today')}
          </LinkButton>
          <LinkButton size="large" to={`/r/${id}`}>
            {common('open_record')}
          </LinkButton>
          <Button size="large" onClick={onAgain}>
            {say('again')}
          </Button>
        </Flex>
      }
    />
  );
}
