import type { Counts, Desk } from './stages';
import { LETTERS, STAGES, waitingAt } from './stages';
import { useLettersWords } from './words';

interface Props {
  counts: Counts;
  chosen: Desk;
  lookbacksDue: number;
  onChoose: (name: string) => void;
}

/** The steps of the chain in a row, each with how many wait there and for whom. */
export function StageBar({ counts, chosen, lookbacksDue, onChoose }: Props) {
  const say = useLettersWords();
  return (
    <nav aria-label={say('chain')} className="stages">
      <ol>
        {STAGES.map((stage) => {
          const more = stage.name === 'lookback' ? lookbacksDue : 0;
          const waiting = waitingAt(stage, counts);
          return (
            <li key={stage.name}>
              <button type="button" aria-current={stage.name === chosen.name ? 'step' : undefined} onClick={() => onChoose(stage.name)}>
                <span className="stage-count" data-none={(waiting ?? 0) + more === 0}>
                  {waiting === undefined ? '…' : waiting + more}
                </span>
                <span className="stage-name">{say(stage.name)}</span>
                <span className="stage-who">{say(`who_${stage.name}`)}</span>
              </button>
            </li>
          );
        })}
      </ol>
      <button type="button" className="stages-all" aria-current={chosen.name === LETTERS.name ? 'step' : undefined} onClick={() => onChoose(LETTERS.name)}>
        {say('letters')}
      </button>
    </nav>
  );
}
