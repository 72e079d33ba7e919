import { Button, DatePicker, Flex, TimePicker } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import customParseFormat from 'dayjs/plugin/customParseFormat';
import { chinaTime } from '../../../look/format';
import { useSession } from '../../../session/SessionContext';
import { useFormWords } from '../words';
import { told, type InputProps, type Of } from './types';

dayjs.extend(customParseFormat);

const DAY = 'YYYY-MM-DD';
const MINUTE = 'YYYY-MM-DD HH:mm';

/** What people type when they are in a hurry is read as well. */
const DAY_SPELLINGS = [DAY, 'YYYYMMDD', 'YYYY/M/D', 'YYYY.M.D'];
const MINUTE_SPELLINGS = [MINUTE, 'YYYYMMDD HHmm', 'YYYY/M/D H:mm'];

export function DateInput(props: InputProps<Of<'date'>>) {
  const say = useFormWords();
  const { today } = useSession();
  return (
    <Flex gap={4}>
      <DatePicker
        {...told(props)}
        style={{ flex: 1, maxWidth: 220 }}
        format={DAY_SPELLINGS}
        value={readDay(props.text)}
        status={props.invalid ? 'error' : undefined}
        onChange={(day: Dayjs | null) => props.onText(day ? day.format(DAY) : '')}
      />
      <Button type="link" onClick={() => props.onText(today)}>
        {say('today')}
      </Button>
    </Flex>
  );
}

function readDay(text: string): Dayjs | null {
  const day = dayjs(text, DAY, true);
  return day.isValid() ? day : null;
}

/** A moment is shown and typed on the clock of China and sent with its offset. */
export function DateTimeInput(props: InputProps<Of<'datetime'>>) {
  const say = useFormWords();
  return (
    <Flex gap={4}>
      <DatePicker
        {...told(props)}
        style={{ flex: 1, maxWidth: 240 }}
        showTime={{ format: 'HH:mm' }}
        format={MINUTE_SPELLINGS}
        value={readMoment(props.text)}
        status={props.invalid ? 'error' : undefined}
        onChange={(moment: Dayjs | null) => props.onText(moment ? momentText(moment) : '')}
      />
      <Button type="link" onClick={() => props.onText(chinaTime(Date.now()).format())}>
        {say('now')}
      </Button>
    </Flex>
  );
}

/** The picker knows no offsets: it is given the digits of the clock of China. */
export function readMoment(text: string): Dayjs | null {
  if (text === '') return null;
  const plain = dayjs(text, [MINUTE, 'YYYY-MM-DDTHH:mm'], true);
  if (plain.isValid()) return plain;
  const stamped = dayjs(text);
  return stamped.isValid() ? dayjs(chinaTime(text).format('YYYY-MM-DDTHH:mm')) : null;
}

export function momentText(moment: Dayjs): string {
  return `${moment.format('YYYY-MM-DDTHH:mm')}:00+08:00`;
}

export function ClockInput(props: InputProps<Of<'time'>>) {
  const time = dayjs(props.text, 'HH:mm', true);
  return (
    <TimePicker
      {...told(props)}
      style={{ maxWidth: 140 }}
      format="HH:mm"
      minuteStep={5}
      needConfirm={false}
      value={time.isValid() ? time : null}
      status={props.invalid ? 'error' : undefined}
      onChange={(chosen: Dayjs | null) => props.onText(chosen ? chosen.format('HH:mm') : '')}
    />
  );
}
