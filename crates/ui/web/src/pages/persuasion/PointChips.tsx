import { useCatalog } from '../../api/catalog';
import { useRecords } from '../../api/records';
import type { RowShown } from '../../api/types';
import { Chip } from '../../components/form/inputs/Chip';
import type { Values } from '../../components/form/types';
import { usePersuasionWords } from './words';

const MOST = 8;

interface Props {
  chosen: string;
  onChoose: (values: Values) => void;
}

/** The stations of the ledger; one press fills the name and the village it stands in. */
export function PointChips({ chosen, onChoose }: Props) {
  const say = usePersuasionWords();
  const kinds = useCatalog().codes('point_kind')?.codes ?? [];
  const points = useRecords({ kind: 'station_point', status: 'active', limit: MOST }).data?.rows ?? [];
  if (points.length === 0) return null;
  // A station's title is its name and its kind; a log names the station alone.
  const nameOf = (row: RowShown) => {
    const ending = kinds.flatMap((code) => [code.label.zh, code.label.en]).find((label) => row.title.endsWith(` ${label}`));
    return ending ? row.title.slice(0, -ending.length - 1) : row.title;
  };
  return (
    <div role="group" aria-label={say('points')} className="chips-line" style={{ marginTop: 6 }}>
      {points.map((row) => (
        <Chip
          key={row.id}
          single
          on={nameOf(row) === chosen}
          onPress={() => onChoose({ station_point: nameOf(row), division: row.division })}
        >
          {nameOf(row)}
        </Chip>
      ))}
    </div>
  );
}
