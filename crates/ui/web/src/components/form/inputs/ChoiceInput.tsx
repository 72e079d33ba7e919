import { Button, Select } from 'antd';
import { useCatalog } from '../../../api/catalog';
import type { Code, CodeList } from '../../../api/types';
import { useRead } from '../../../i18n/words';
import { useSession } from '../../../session/SessionContext';
import { useFormWords } from '../words';
import { namesOf } from '../values';
import { Chip } from './Chip';
import { told, type InputProps, type Of } from './types';

/** So many codes stand side by side; more are found in a list. */
const FEW = 6;

/** Codes that are offered on that day, and those the field already holds. */
function offered(list: CodeList | undefined, today: string, held: string[]): Code[] {
  return (list?.codes ?? []).filter(
    (code) => code.until === null || code.until >= today || held.includes(code.code),
  );
}

interface Heading {
  label: string | null;
  codes: Code[];
}

function useHeadings(list: CodeList | undefined, codes: Code[]): Heading[] {
  const read = useRead();
  const groups = (list?.groups ?? []).map((group) => ({
    label: read(group.label),
    codes: codes.filter((code) => code.group === group.code),
  }));
  const alone = codes.filter((code) => !list?.groups.some((group) => group.code === code.group));
  return [...groups, { label: null, codes: alone }].filter((heading) => heading.codes.length > 0);
}

/** One code: chips where there are few, a list to search where there are many. */
export function CodeInput(props: InputProps<Of<'code'>>) {
  const { shape, text, onText } = props;
  const list = useCatalog().codes(shape.codes);
  const codes = offered(list, useSession().today, [text]);
  if (codes.length > FEW) return <LongList {...props} list={list} codes={codes} />;
  return (
    <Chips
      {...props}
      single
      headings={[{ label: null, codes }]}
      chosen={text ? [text] : []}
      onToggle={(code) => onText(code === text ? '' : code)}
    />
  );
}

interface Option {
  value: string;
  label: string;
  /** What typing is compared with: the code and both names. */
  words: string;
}

interface Options {
  label: string;
  title: string;
  options: Option[];
}

function LongList(props: InputProps & { list: CodeList | undefined; codes: Code[] }) {
  const say = useFormWords();
  const read = useRead();
  const headings = useHeadings(props.list, props.codes);
  const option = (code: Code): Option => ({
    value: code.code,
    label: read(code.label),
    words: `${code.code} ${code.label.zh} ${code.label.en}`.toLowerCase(),
  });
  const options = headings.flatMap((heading): (Option | Options)[] =>
    heading.label === null
      ? heading.codes.map(option)
      : [{ label: heading.label, title: heading.label, options: heading.codes.map(option) }],
  );
  return (
    <Select<string, Option | Options>
      {...told(props)}
      style={{ width: '100%' }}
      showSearch={{ filterOption: matches }}
      allowClear
      placeholder={say('choose')}
      notFoundContent={say('nothing_found')}
      value={props.text || undefined}
      options={options}
      status={props.invalid ? 'error' : undefined}
      onChange={(code?: string) => props.onText(code ?? '')}
    />
  );
}

function matches(typed: string, option: Option | Options | undefined): boolean {
  return Boolean(option && 'words' in option && option.words.includes(typed.trim().toLowerCase()));
}

/** Several codes, each a chip to press, under the headings of their list. */
export function CodesInput(props: InputProps<Of<'codes'>>) {
  const list = useCatalog().codes(props.shape.codes);
  const chosen = namesOf(props.text);
  const headings = useHeadings(list, offered(list, useSession().today, chosen));
  const toggle = (code: string) => {
    const next = chosen.includes(code) ? chosen.filter((one) => one !== code) : [...chosen, code];
    props.onText(next.length > 0 ? JSON.stringify(next) : '');
  };
  return <Chips {...props} headings={headings} chosen={chosen} onToggle={toggle} />;
}

interface ChipsProps extends InputProps {
  headings: Heading[];
  chosen: string[];
  single?: boolean;
  onToggle: (code: string) => void;
}

function Chips({ id, label, describedBy, headings, chosen, single, onToggle }: ChipsProps) {
  const read = useRead();
  return (
    <div id={id} role="group" aria-label={label} aria-describedby={describedBy} className="chips" tabIndex={-1}>
      {headings.map((heading) => (
        <div key={heading.label ?? ''} className="chips-group">
          {heading.label === null ? null : <span className="chips-heading">{heading.label}</span>}
          <div className="chips-of">
            {heading.codes.map((code) => (
              <Chip key={code.code} on={chosen.includes(code.code)} single={single} onPress={() => onToggle(code.code)}>
                {read(code.label)}
              </Chip>
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}

/** Yes, no, or not said: a question that nobody has answered is not a no. */
export function BoolInput({ id, label, text, onText, describedBy }: InputProps<Of<'bool'>>) {
  const say = useFormWords();
  const said = text === '' ? null : ['true', 'yes', '是', '1'].includes(text);
  return (
    <div id={id} role="group" aria-label={label} aria-describedby={describedBy} className="chips" tabIndex={-1}>
      <div className="chips-line">
        <Chip on={said === true} single onPress={() => onText('true')}>
          {say('yes')}
        </Chip>
        <Chip on={said === false} single onPress={() => onText('false')}>
          {say('no')}
        </Chip>
        {said === null ? null : (
          <Button type="link" size="small" onClick={() => onText('')}>
            {say('clear')}
          </Button>
        )}
      </div>
    </div>
  );
}
