import { Button } from 'antd';
import { useResolve } from '../../api/records';
import { run } from '../../api/run';
import type { Rival, Rivals } from '../../api/types';
import { ProblemNote } from '../../components/ProblemNote';
import { useRead } from '../../i18n/words';
import { moment } from '../../look/format';
import type { Settled } from './ConflictPane';
import { useConflictWords } from './words';

interface Props {
  id: string;
  rivals: Rivals;
  onSettled: (settled: Settled) => void;
}

/** Every side beside the others: who wrote what, in which role, where, when, on which laptop. */
export function Sides({ id, rivals, onSettled }: Props) {
  const resolve = useResolve(id);
  const take = (taken: Rival) => {
    const others = rivals.values.filter((other) => other !== taken);
    run(resolve, { field: rivals.field, device: taken.device }, () => onSettled({ field: rivals.field, taken, others }));
  };
  return (
    <>
      {resolve.error ? <ProblemNote error={resolve.error} /> : null}
      <div className="rivals">
        {rivals.values.map((rival, number) => (
          <Side key={number} rival={rival} rivals={rivals} pending={resolve.isPending} onTake={() => take(rival)} />
        ))}
      </div>
    </>
  );
}

interface SideProps {
  rival: Rival;
  rivals: Rivals;
  pending: boolean;
  onTake: () => void;
}

function Side({ rival, rivals, pending, onTake }: SideProps) {
  const say = useConflictWords();
  const read = useRead();
  const isStatus = rivals.field === 'status';
  const shown = (one: Rival) => read(one.text) || say('empty_text');
  const others = rivals.values.filter((other) => other !== rival).map(shown);
  const says = isStatus
    ? say('settle_status_says', { text: shown(rival), by: rival.by })
    : say('take_says', { text: shown(rival), by: rival.by, others: others.join('、') });
  return (
    <article className="rival">
      <p className="rival-value typed">{shown(rival)}</p>
      <p className="typed">
        <strong>{rival.by}</strong> {say('role_unit', { role: read(rival.role), unit: rival.unit })}
      </p>
      <dl className="brief-facts">
        <dt>{say('at')}</dt>
        <dd>{moment(rival.at_ms)}</dd>
        <dt>{say('device')}</dt>
        <dd className="typed">{rival.device.slice(0, 8)}</dd>
      </dl>
      <Button type="primary" disabled={!rivals.mine} loading={pending} onClick={onTake}>
        {say(isStatus ? 'settle_status' : 'take')}
      </Button>
      <p className="hint typed">{says}</p>
    </article>
  );
}
