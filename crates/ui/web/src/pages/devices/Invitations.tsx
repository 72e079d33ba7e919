import { Button, Modal, Table } from 'antd';
import { useState } from 'react';
import { useInvitations, useWithdraw } from '../../api/devices';
import { run } from '../../api/run';
import type { Becomes, InvitationShown } from '../../api/types';
import { ProblemNote } from '../../components/ProblemNote';
import { Section } from '../../components/Section';
import { Mark } from '../../components/StatusTag';
import { Two } from '../../components/Two';
import { useRead } from '../../i18n/words';
import { moment } from '../../look/format';
import type { StatusColour } from '../../look/theme';
import { useDeviceWords } from './words';

const COLOURS: Record<Becomes, StatusColour> = { open: 'open', used: 'green', run_out: 'none', withdrawn: 'none' };

/** The invitations that were made, with what has become of each. */
export function Invitations() {
  const say = useDeviceWords();
  const read = useRead();
  const all = useInvitations();
  const [chosen, choose] = useState<InvitationShown | null>(null);
  return (
    <Section title={say('invitations')} note={say('invitations_note')}>
      {all.error ? <ProblemNote error={all.error} onAgain={() => void all.refetch()} /> : null}
      <Table<InvitationShown>
        rowKey={(one) => one.id}
        dataSource={all.data ?? []}
        loading={all.isPending}
        locale={{ emptyText: say('invitations_none') }}
        pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
        size="middle"
        scroll={{ x: 'max-content' }}
        columns={[
          { title: say('person'), render: (_, one) => <Two first={`${one.person} · ${read(one.role)}`} second={one.place} /> },
          {
            title: say('made'),
            render: (_, one) => <Two first={moment(one.made_ms)} second={one.by === null ? say('made_at_server') : say('made_by', { by: one.by })} />,
          },
          { title: say('until'), render: (_, one) => moment(one.until_ms) },
          { title: say('stands'), render: (_, one) => <Became one={one} /> },
          {
            title: '',
            fixed: 'right',
            render: (_, one) =>
              one.becomes === 'open' ? (
                <Button danger onClick={() => choose(one)}>
                  {say('withdraw')}
                </Button>
              ) : null,
          },
        ]}
      />
      {chosen ? <Withdraw one={chosen} onClose={() => choose(null)} /> : null}
    </Section>
  );
}

function Became({ one }: { one: InvitationShown }) {
  const say = useDeviceWords();
  const at = one.ended_ms === null ? '' : moment(one.ended_ms);
  return (
    <>
      <Mark colour={COLOURS[one.becomes]}>{say(`becomes_${one.becomes}`)}</Mark>
      <div className="hint">{one.device === null ? at : say('used_by', { at, device: one.device.slice(0, 8) })}</div>
    </>
  );
}

function Withdraw({ one, onClose }: { one: InvitationShown; onClose: () => void }) {
  const say = useDeviceWords();
  const withdraw = useWithdraw();
  return (
    <Modal
      open
      title={<span className="typed">{say('withdraw_title', { person: one.person })}</span>}
      okText={say('withdraw')}
      okButtonProps={{ danger: true, loading: withdraw.isPending }}
      cancelText={say('cancel')}
      onOk={() => run(withdraw, { id: one.id }, onClose)}
      onCancel={onClose}
    >
      {withdraw.error ? <ProblemNote error={withdraw.error} /> : null}
      <p>{say('withdraw_ask')}</p>
    </Modal>
  );
}
