import { Button, Flex, Input, Select, Table } from 'antd';
import { useState } from 'react';
import { useDevices } from '../../api/devices';
import type { DeviceShown, DeviceStands } from '../../api/types';
import { ProblemNote } from '../../components/ProblemNote';
import { Section } from '../../components/Section';
import { Mark } from '../../components/StatusTag';
import { Two } from '../../components/Two';
import { useRead } from '../../i18n/words';
import { count, day, moment } from '../../look/format';
import type { StatusColour } from '../../look/theme';
import { RevokeDialog } from './RevokeDialog';
import { fitting } from './fitting';
import { useDeviceWords } from './words';

const COLOURS: Record<DeviceStands, StatusColour> = {
  in_force: 'green',
  in_grace: 'yellow',
  waiting: 'orange',
  beyond_grace: 'orange',
  revoked: 'red',
};

const STANDS = Object.keys(COLOURS) as DeviceStands[];

/** The laptops that are in, each with how it stands, and the way to send a lost one away. */
export function Devices() {
  const say = useDeviceWords();
  const read = useRead();
  const all = useDevices();
  const [words, setWords] = useState('');
  const [stands, setStands] = useState<DeviceStands | ''>('');
  const [chosen, choose] = useState<DeviceShown | null>(null);
  const known = all.data ?? [];
  return (
    <Section title={say('devices')} note={say('devices_note')}>
      <Flex wrap gap={8} style={{ marginBottom: 12 }}>
        <Input
          aria-label={say('search')}
          placeholder={say('search')}
          allowClear
          style={{ maxWidth: 320 }}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <Select<DeviceStands | ''>
          aria-label={say('stands')}
          style={{ minWidth: 160 }}
          value={stands}
          onChange={setStands}
          options={[{ value: '', label: say('any_state') }, ...STANDS.map((one) => ({ value: one, label: say(`stands_${one}`) }))]}
        />
      </Flex>
      {all.error ? <ProblemNote error={all.error} onAgain={() => void all.refetch()} /> : null}
      <Table<DeviceShown>
        rowKey={(one) => one.device}
        dataSource={fitting(known, words, stands)}
        loading={all.isPending}
        locale={{ emptyText: say(known.length > 0 ? 'devices_none_found' : 'devices_none') }}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        size="middle"
        scroll={{ x: 'max-content' }}
        columns={[
          { title: say('person'), render: (_, one) => <Two first={`${one.person} · ${read(one.role)}`} second={one.place} /> },
          { title: say('stands'), render: (_, one) => <Stands one={one} /> },
          { title: say('heard'), render: (_, one) => (one.heard_ms === null ? say('heard_never') : moment(one.heard_ms)) },
          { title: say('grant'), render: (_, one) => (one.until_ms === null ? '' : day(one.until_ms)) },
          { title: say('operations'), align: 'right', render: (_, one) => count(one.operations) },
          { title: say('device'), render: (_, one) => <Two first={one.device.slice(0, 8)} second={one.suite} /> },
          { title: '', fixed: 'right', render: (_, one) => <Act one={one} onChoose={() => choose(one)} /> },
        ]}
      />
      {chosen ? <RevokeDialog one={chosen} onClose={() => choose(null)} /> : null}
    </Section>
  );
}

function Act({ one, onChoose }: { one: DeviceShown; onChoose: () => void }) {
  const say = useDeviceWords();
  const revoked = one.stands === 'revoked';
  return (
    <Button danger={!revoked} onClick={onChoose}>
      {say(revoked ? 'lift' : 'revoke')}
    </Button>
  );
}

function Stands({ one }: { one: DeviceShown }) {
  const say = useDeviceWords();
  const since = one.revoked_ms === null ? '' : moment(one.revoked_ms);
  return (
    <>
      <Mark colour={COLOURS[one.stands]}>{say(`stands_${one.stands}`)}</Mark>
      <div className="hint typed">{[since, one.reason].filter(Boolean).join(' · ')}</div>
    </>
  );
}
