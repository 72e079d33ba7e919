import { Input } from 'antd';
import { useFormWords, useUnit } from '../words';
import { told, type InputProps, type Of } from './types';

/** From here on a text is written over several lines. */
const LONG = 200;

export function TextInput(props: InputProps<Of<'text'>>) {
  const { shape, text, onText, invalid, placeholder } = props;
  // Counted by characters, not by UTF-16 units: rare ones in village names are two of these.
  const count = { max: shape.max, show: shape.max > LONG, strategy: (typed: string) => [...typed].length };
  const common = { ...told(props), value: text, count, placeholder, status: invalid ? ('error' as const) : undefined };
  if (shape.max > LONG) {
    return <Input.TextArea {...common} autoSize={{ minRows: 2, maxRows: 10 }} onChange={(event) => onText(event.target.value)} />;
  }
  return <Input {...common} onChange={(event) => onText(event.target.value)} />;
}

/** Kept as typed, so that nothing is rounded or thrown away before the program has read it. */
export function NumberInput(props: InputProps<Of<'int'> | Of<'decimal'>>) {
  const { shape, text, onText, invalid } = props;
  const unit = useUnit()(shape.unit);
  return (
    <Input
      {...told(props)}
      inputMode={shape.type === 'int' ? 'numeric' : 'decimal'}
      value={text}
      suffix={unit}
      status={invalid ? 'error' : undefined}
      style={{ maxWidth: 240 }}
      onChange={(event) => onText(event.target.value)}
    />
  );
}

type Keyboard = 'text' | 'tel' | 'numeric';

const KEYBOARDS: Partial<Record<InputProps['shape']['type'], Keyboard>> = {
  phone: 'tel',
};

/** Names, numbers of papers and plates: the program knows their rules and says what is wrong. */
export function WordInput(props: InputProps) {
  const say = useFormWords();
  const { shape, text, onText, invalid } = props;
  return (
    <Input
      {...told(props)}
      inputMode={KEYBOARDS[shape.type] ?? 'text'}
      autoComplete="off"
      value={text}
      placeholder={props.placeholder ?? (shape.type === 'stake' ? say('stake_hint') : undefined)}
      status={invalid ? 'error' : undefined}
      onChange={(event) => onText(event.target.value)}
    />
  );
}
