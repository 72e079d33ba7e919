import { AimOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { CodeChips } from '../../components/CodeChips';
import { FieldRow } from '../../components/form/FieldRow';
import type { FormState } from '../../components/form/types';
import { VillageField } from '../../components/VillageField';
import { stake } from '../../look/format';
import { readStake } from './stake';
import { useHazardWords } from './words';

/** Road, stake, village and position. */
export function WhereFields({ form }: { form: FormState }) {
  return (
    <>
      <CodeChips form={form} name="road_class" />
      <div className="fields" style={{ marginTop: 14 }}>
        <FieldRow form={form} name="road_code" />
        <FieldRow form={form} name="road_name" />
        <StakeField form={form} name="stake_start" />
        <StakeField form={form} name="stake_end" />
        <FieldRow form={form} name="side" />
      </div>
      <div className="fields">
        <VillageField form={form} />
        <FieldRow form={form} name="place_text" wide={false} />
        <PlaceField form={form} />
      </div>
    </>
  );
}

/** A stake and, at once, how it is understood. */
function StakeField({ form, name }: { form: FormState; name: string }) {
  const say = useHazardWords();
  const typed = form.values[name] ?? '';
  const metres = readStake(typed);
  const plain = metres === null || stake(metres) === typed;
  return (
    <div>
      <FieldRow form={form} name={name} />
      {plain ? null : (
        <div className="hint" role="status">
          {say('stake_read', { stake: stake(metres) })}
        </div>
      )}
    </div>
  );
}

type Finding = { state: 'idle' | 'looking' | 'failed' } | { state: 'found'; metres: number };

const WAIT_MS = 15_000;

/** A position, typed or asked of the device; what the device says is shown with how good it is. */
function PlaceField({ form }: { form: FormState }) {
  const say = useHazardWords();
  const [finding, setFinding] = useState<Finding>({ state: 'idle' });
  const find = () => {
    setFinding({ state: 'looking' });
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.set('geo', `${coords.latitude.toFixed(6)},${coords.longitude.toFixed(6)},WGS-84`);
        setFinding({ state: 'found', metres: Math.ceil(coords.accuracy) });
      },
      () => setFinding({ state: 'failed' }),
      { enableHighAccuracy: true, timeout: WAIT_MS },
    );
  };
  return (
    <div>
      <FieldRow form={form} name="geo" />
      {'geolocation' in navigator ? (
        <Button icon={<AimOutlined />} style={{ marginTop: 6 }} loading={finding.state === 'looking'} onClick={find}>
          {finding.state === 'looking' ? say('locating') : say('locate')}
        </Button>
      ) : null}
      <div className="hint" role="status">
        {finding.state === 'found' ? say('located', { n: finding.metres }) : null}
        {finding.state === 'failed' ? say('no_place') : null}
      </div>
    </div>
  );
}
