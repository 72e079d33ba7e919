import { Select } from 'antd';
import { useDivisions } from '../../api/divisions';
import { useSession } from '../../session/SessionContext';
import { useAgreementWords } from './words';

/** The villages of one's own unit, to narrow the list to one of them. */
export function VillageFilter({ chosen, onChoose }: { chosen: string; onChoose: (code: string) => void }) {
  const say = useAgreementWords();
  const { unit } = useSession();
  const villages = useDivisions(unit.code).data ?? [];
  return (
    <Select
      allowClear
      style={{ minWidth: 150 }}
      aria-label={say('village')}
      placeholder={say('all_villages')}
      showSearch={{ optionFilterProp: 'label' }}
      value={chosen || undefined}
      options={villages.map((one) => ({ value: one.code, label: one.name }))}
      onChange={(code?: string) => onChoose(code ?? '')}
    />
  );
}
