import { Button, Flex, Result } from 'antd';
import { useState } from 'react';
import type { Values } from '../../components/form/types';
import { LinkButton } from '../../components/LinkButton';
import { ProblemNote } from '../../components/ProblemNote';
import { useStep } from '../../components/step';
import { useCommonWords } from '../../components/words';
import { useHazardWords } from './words';
import { run } from '../../api/run';

/** How saving ended: reported, kept as a draft on purpose, or kept as a draft because reporting failed. */
export interface Outcome {
  id: string;
  state: 'reported' | 'draft' | 'failed';
  error?: unknown;
  sameRoad: Values;
}

interface Props {
  outcome: Outcome;
  onAgain: (initial: Values) => void;
}

export function HazardDone({ outcome, onAgain }: Props) {
  const say = useHazardWords();
  const common = useCommonWords();
  const step = useStep();
  const [now, setNow] = useState(outcome);
  const report = () => {
    const done = () => setNow({ ...now, state: 'reported' });
    run(step, { id: now.id, event: 'report' }, done, (error) => setNow({ ...now, state: 'failed', error }));
  };
  const reported = now.state === 'reported';
  return (
    <Result
      status={reported ? 'success' : 'warning'}
      title={<span role="status">{say(`done_${now.state}`)}</span>}
      subTitle={say(`done_${now.state}_hint`)}
      extra={
        <Flex wrap gap={8} justify="center">
          {reported ? null : (
            <Button type="primary" size="large" loading={step.isPending} onClick={report}>
              {now.state === 'failed' ? say('report_again') : say('report_now')}
            </Button>
          )}
          <LinkButton size="large" to={`/r/${now.id}`}>
            {now.state === 'failed' ? say('mend_record') : common('open_record')}
          </LinkButton>
          <Button size="large" type={reported ? 'primary' : 'default'} onClick={() => onAgain(now.sameRoad)}>
            {say('again_same_road')}
          </Button>
          <Button size="large" onClick={() => onAgain({})}>
            {say('again')}
          </Button>
          <LinkButton size="large" to="/today">
            {common('to_today')}
          </LinkButton>
        </Flex>
      }
    >
      {now.state === 'failed' ? <ProblemNote error={now.error} /> : null}
    </Result>
  );
}
