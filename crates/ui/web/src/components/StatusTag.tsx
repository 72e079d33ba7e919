import { stateLabel, stateOf, useCatalog } from '../api/catalog';
import { useRead } from '../i18n/words';
import { deadlineColour, STATUS, STATUS_GROUND, type StatusColour } from '../look/theme';
import { useCommonWords } from './words';

/** A short word on its pale ground, in a status colour. */
export function Mark({ colour, children }: { colour: StatusColour; children: string }) {
  return (
    <span
      style={{
        display: 'inline-block',
        padding: '0 8px',
        borderRadius: 4,
        whiteSpace: 'nowrap',
        color: STATUS[colour],
        background: STATUS_GROUND[colour],
      }}
    >
      {children}
    </span>
  );
}

/** The state of a record as its kind calls it. */
export function StatusTag({ kind, status }: { kind: string; status: string }) {
  const read = useRead();
  const known = useCatalog().kind(kind);
  return <Mark colour={stateOf(known, status)?.final ? 'none' : 'open'}>{read(stateLabel(known, status))}</Mark>;
}

/** Days left until a deadline in the colours of the deadline board. */
export function DaysLeft({ days }: { days: number | null }) {
  const say = useCommonWords();
  if (days === null) return null;
  return <Mark colour={deadlineColour(days)}>{daysText(days, say)}</Mark>;
}

function daysText(days: number, say: ReturnType<typeof useCommonWords>): string {
  if (days === 0) return say('due_today');
  return days > 0 ? say('days_left', { n: days }) : say('overdue', { n: -days });
}
