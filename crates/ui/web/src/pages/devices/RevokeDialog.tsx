import { Flex, Input, Modal } from 'antd';
import { useState } from 'react';
import { useRevoke } from '../../api/devices';
import { run } from '../../api/run';
import type { DeviceShown } from '../../api/types';
import { ProblemNote } from '../../components/ProblemNote';
import { count } from '../../look/format';
import { useDeviceWords } from './words';

/** Sends a device away, or believes it again: says what that does and what it does not. */
export function RevokeDialog({ one, onClose }: { one: DeviceShown; onClose: () => void }) {
  const say = useDeviceWords();
  const revoke = useRevoke();
  const [reason, setReason] = useState('');
  const lift = one.stands === 'revoked';
  const said = lift ? [say('lift_does')] : [say('revoke_does'), say('revoke_not', { n: count(one.operations) }), say('revoke_others')];
  return (
    <Modal
      open
      title={<span className="typed">{say(lift ? 'lift_title' : 'revoke_title', { person: one.person })}</span>}
      okText={say(lift ? 'lift_ok' : 'revoke_ok')}
      okButtonProps={{ danger: !lift, disabled: reason.trim() === '', loading: revoke.isPending }}
      cancelText={say('cancel')}
      onOk={() => run(revoke, { device: one.device, reason: reason.trim(), lift }, onClose)}
      onCancel={onClose}
    >
      <Flex vertical gap={8}>
        {revoke.error ? <ProblemNote error={revoke.error} /> : null}
        {said.map((sentence) => (
          <p key={sentence} style={{ margin: 0 }}>
            {sentence}
          </p>
        ))}
        <Input
          aria-label={say('reason')}
          placeholder={say('reason_hint')}
          maxLength={200}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </Flex>
    </Modal>
  );
}
