import { Flex } from 'antd';
import { Link } from 'react-router';
import { STATUS, STATUS_GROUND } from '../../look/theme';
import { BANDS, dueAddress, type Band } from '../due/bands';
import { useBoardWords } from './words';
import './board.css';

/** Deadlines of a division in the four colours; every part opens its records. */
export function DeadlineBar({ deadlines, under }: { deadlines: number[]; under: string }) {
  const say = useBoardWords();
  const parts = BANDS.map((band, at) => ({ band, n: deadlines[at] ?? 0 })).filter((part) => part.n > 0);
  if (parts.length === 0) return <span className="deadline-none">{say('no_deadlines')}</span>;
  return (
    <span className="deadline-bar">
      {parts.map(({ band, n }) => {
        const label = say('band_count', { band: say(`band_${band}`), n });
        return (
          <Link
            key={band}
            to={dueAddress({ under, band })}
            aria-label={label}
            title={label}
            style={{ flexGrow: n, color: STATUS[band], background: STATUS_GROUND[band], borderColor: STATUS[band] }}
          >
            {n}
          </Link>
        );
      })}
    </span>
  );
}

/** What the four colours mean. */
export function BandLegend() {
  const say = useBoardWords();
  return (
    <Flex wrap gap="4px 16px" className="note">
      {BANDS.map((band: Exclude<Band, 'overdue'>) => (
        <span key={band} className="legend-item">
          <span aria-hidden className="legend-spot" style={{ background: STATUS[band] }} />
          {say(`band_${band}`)}
        </span>
      ))}
    </Flex>
  );
}
