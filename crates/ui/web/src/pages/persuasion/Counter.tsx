import { Button, Input } from 'antd';
import { pressed } from './counts';
import { usePersuasionWords } from './words';

interface Props {
  id: string;
  label: string;
  text: string;
  onText: (text: string) => void;
  /** Larger steps beside the single one. */
  steps?: number[];
  large?: boolean;
  /** The id of what stands against it. */
  describedBy?: string;
}

/** A number with large buttons, for a thumb at the roadside; it can be typed as well. */
export function Counter({ id, label, text, onText, steps = [1], large = false, describedBy }: Props) {
  const say = usePersuasionWords();
  const size = large ? 'large' : 'middle';
  return (
    <div className="counter" data-large={large}>
      <label htmlFor={id}>{label}</label>
      <div className="counter-line">
        <Button size={size} aria-label={say('minus', { what: label })} onClick={() => onText(pressed(text, -1))}>
          {'−'}
        </Button>
        <Input
          id={id}
          size={size}
          inputMode="numeric"
          autoComplete="off"
          aria-describedby={describedBy}
          value={text}
          onFocus={(event) => event.target.select()}
          onChange={(event) => onText(event.target.value)}
        />
        {steps.map((step) => (
          <Button
            key={step}
            size={size}
            aria-label={say('plus', { what: label, n: step })}
            onClick={() => onText(pressed(text, step))}
          >
            {step === 1 ? '+' : `+${step}`}
          </Button>
        ))}
      </div>
    </div>
  );
}
