import { DatePicker, Flex, Segmented } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import type { Span } from '../../api/types';
import { useSession } from '../../session/SessionContext';
import { DivisionChooser } from './DivisionChooser';
import { daysOf, dayText } from './span';
import { useSpanWords } from './words';

type By = 'year' | 'month' | 'days';

function byOf(span: Span): By {
  if (span.month) return 'month';
  return span.from || span.to ? 'days' : 'year';
}

interface Props {
  span: Span;
  onSpan: (span: Span) => void;
  /** A page that has a way of its own to choose the division leaves this out. */
  division?: boolean;
}

/** A month, a year, or from one day to another; and of which division. */
export function SpanChooser({ span, onSpan, division = true }: Props) {
  const say = useSpanWords();
  const { today } = useSession();
  const by = byOf(span);
  const turn = (next: By) => {
    const days = daysOf(span, today);
    const last = days ? dayText(days.to) : today;
    if (next === 'year') onSpan({ under: span.under, year: Number(last.slice(0, 4)) });
    else if (next === 'month') onSpan({ under: span.under, month: last.slice(0, 7) });
    else onSpan({ under: span.under, from: dayText(days?.from ?? 0), to: last });
  };
  return (
    <Flex wrap gap={8} align="center" className="no-print" role="group" aria-label={say('period')}>
      {division ? <DivisionChooser under={span.under} onUnder={(under) => onSpan({ ...span, under })} /> : null}
      <Segmented<By>
        aria-label={say('period')}
        value={by}
        onChange={turn}
        options={[
          { value: 'month', label: say('by_month') },
          { value: 'year', label: say('by_year') },
          { value: 'days', label: say('by_days') },
        ]}
      />
      <Picker by={by} span={span} onSpan={onSpan} />
    </Flex>
  );
}

function Picker({ by, span, onSpan }: { by: By } & Pick<Props, 'span' | 'onSpan'>) {
  const say = useSpanWords();
  const { today } = useSession();
  const late = (day: Dayjs) => day.isAfter(dayjs(today), 'day');
  const { under } = span;
  if (by === 'days') {
    const days = [span.from, span.to ?? today].map((text) => (text && dayjs(text).isValid() ? dayjs(text) : null));
    return (
      <DatePicker.RangePicker
        aria-label={say('days')}
        allowClear={false}
        value={[days[0] ?? null, days[1] ?? null]}
        disabledDate={late}
        onChange={(chosen) => {
          const [from, to] = chosen ?? [];
          if (from && to) onSpan({ under, from: from.format('YYYY-MM-DD'), to: to.format('YYYY-MM-DD') });
        }}
      />
    );
  }
  const text = by === 'month' ? `${span.month ?? ''}-01` : `${String(span.year ?? today.slice(0, 4))}-01-01`;
  const value = dayjs(text);
  return (
    <DatePicker
      aria-label={say(by)}
      picker={by}
      allowClear={false}
      value={value.isValid() ? value : null}
      disabledDate={late}
      onChange={(chosen: Dayjs | null) => {
        if (!chosen) return;
        onSpan(by === 'month' ? { under, month: chosen.format('YYYY-MM') } : { under, year: chosen.year() });
      }}
    />
  );
}
