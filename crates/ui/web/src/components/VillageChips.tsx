import { Button } from 'antd';
import { useState } from 'react';
import { useDivisions } from '../api/divisions';
import { useSession } from '../session/SessionContext';
import { Chip } from './form/inputs/Chip';
import { latestFirst, remember, remembered } from './remembered';
import { useCommonWords } from './words';

const HABIT = 'villages';
const FEW = 6;

/** The villages of one's own unit, those used lately first: one press instead of a search. */
export function VillageChips({ chosen, onChoose }: { chosen: string; onChoose: (code: string) => void }) {
  const say = useCommonWords();
  const { unit } = useSession();
  const [all, setAll] = useState(false);
  const [lately] = useState(() => remembered<string[]>(HABIT, []));
  const villages = (useDivisions(unit.code).data ?? []).filter((one) => one.level === 'village');
  if (villages.length === 0) return null;
  const rank = (code: string) => (lately.includes(code) ? lately.indexOf(code) : lately.length);
  const ordered = [...villages].sort((a, b) => rank(a.code) - rank(b.code));
  const shown = all ? ordered : ordered.filter((one, at) => at < FEW || one.code === chosen);
  const choose = (code: string) => {
    remember(HABIT, latestFirst(code, lately, FEW));
    onChoose(code);
  };
  return (
    <div role="group" aria-label={say('villages')} className="chips-line" style={{ marginTop: 6 }}>
      {shown.map((one) => (
        <Chip key={one.code} single on={one.code === chosen} onPress={() => choose(one.code)}>
          {shortName(one.name)}
        </Chip>
      ))}
      {villages.length > FEW ? (
        <Button type="link" onClick={() => setAll(!all)}>
          {all ? say('villages_less') : say('villages_all', { n: villages.length })}
        </Button>
      ) : null}
    </div>
  );
}

/** What people say: the committee stands behind every name and tells nothing. */
function shortName(name: string): string {
  const short = name.replace(/(村民委员会|村委会|居民委员会|居委会)$/, '');
  return short === '' ? name : short;
}
