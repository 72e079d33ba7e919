import { CheckOutlined, ClockCircleOutlined, MinusOutlined } from '@ant-design/icons';
import { Link as GoTo } from 'react-router';
import { day } from '../../look/format';
import type { Link } from './chain';
import { useChainWords } from './words';
import './chain.css';

const ICONS = { done: <CheckOutlined />, now: <ClockCircleOutlined />, passed: <MinusOutlined />, todo: null };

/** The whole way of one hazard in one line: what is done, what is waited for, what is to come. */
export function ChainStepper({ chain }: { chain: Link[] }) {
  const say = useChainWords();
  return (
    <ol className="chain" aria-label={say('chain')}>
      {chain.map((link) => (
        <li key={link.name} data-state={link.state} aria-current={link.state === 'now' ? 'step' : undefined}>
          <span className="chain-dot" aria-hidden>
            {ICONS[link.state]}
          </span>
          <span className="chain-name">{link.row ? <GoTo to={`/r/${link.row.id}`}>{say(link.name)}</GoTo> : say(link.name)}</span>
          <span className="chain-when">{whenText(link, say)}</span>
          {link.by ? <span className="chain-when typed">{link.by}</span> : null}
        </li>
      ))}
    </ol>
  );
}

function whenText(link: Link, say: ReturnType<typeof useChainWords>): string {
  if (link.state === 'now') return say('waiting');
  if (link.state === 'passed') return say('passed');
  return link.at_ms ? day(link.at_ms).slice(5) : '';
}
