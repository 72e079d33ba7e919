import { Alert, Button, Flex, Input, Modal, Table } from 'antd';
import { useState } from 'react';
import { useDecide, useEnrolments } from '../../api/enrolments';
import { run } from '../../api/run';
import type { Asks, Enrolment } from '../../api/types';
import { ProblemNote } from '../../components/ProblemNote';
import { Section } from '../../components/Section';
import { Mark } from '../../components/StatusTag';
import { Two } from '../../components/Two';
import { useRead } from '../../i18n/words';
import { count, moment } from '../../look/format';
import type { StatusColour } from '../../look/theme';
import { useDeviceWords } from './words';

const COLOURS: Record<Asks, StatusColour> = { new: 'orange', back: 'orange', approved: 'green', refused: 'red' };

/** The laptops that wait for a yes, each with what is to be compared before it is given. */
export function Enrolments() {
  const say = useDeviceWords();
  const read = useRead();
  const all = useEnrolments();
  const [chosen, choose] = useState<{ one: Enrolment; yes: boolean } | null>(null);
  return (
    <Section title={say('enrolments')} note={say('enrolments_note')}>
      {all.error ? <ProblemNote error={all.error} onAgain={() => void all.refetch()} /> : null}
      <Table<Enrolment>
        rowKey={(one) => one.device}
        dataSource={all.data ?? []}
        loading={all.isPending}
        locale={{ emptyText: say('enrolments_none') }}
        pagination={{ hideOnSinglePage: true }}
        size="middle"
        scroll={{ x: 'max-content' }}
        columns={[
          { title: say('person'), render: (_, one) => <Two first={`${one.person} · ${read(one.role)}`} second={one.place} /> },
          { title: say('fingerprint'), render: (_, one) => <b className="typed">{one.fingerprint}</b> },
          { title: say('asked'), render: (_, one) => <Two first={moment(one.asked_ms)} second={one.from ?? say('by_stick')} /> },
          { title: say('stands'), render: (_, one) => <Stands one={one} /> },
          { title: '', fixed: 'right', render: (_, one) => <Buttons one={one} onChoose={(yes) => choose({ one, yes })} /> },
        ]}
      />
      {chosen ? <Decide one={chosen.one} yes={chosen.yes} onClose={() => choose(null)} /> : null}
    </Section>
  );
}

function Stands({ one }: { one: Enrolment }) {
  const say = useDeviceWords();
  const by = one.by === null ? '' : `${one.by} ${moment(one.decided_ms ?? 0)}`;
  return (
    <>
      <Mark colour={COLOURS[one.asks]}>{say(`asks_${one.asks}`)}</Mark>
      <div className="hint">{[by, one.reason].filter(Boolean).join(' · ')}</div>
      {one.asks === 'back' ? <div className="hint">{say('ran_out', { at: moment(one.until_ms) })}</div> : null}
      {one.handed_in > 0 ? <div className="hint">{say('handed_in', { n: count(one.handed_in) })}</div> : null}
    </>
  );
}

function Buttons({ one, onChoose }: { one: Enrolment; onChoose: (yes: boolean) => void }) {
  const say = useDeviceWords();
  if (one.asks === 'approved') return null;
  return (
    <Flex gap={8}>
      <Button type="primary" onClick={() => onChoose(true)}>
        {say('approve')}
      </Button>
      {one.asks === 'refused' ? null : (
        <Button danger onClick={() => onChoose(false)}>
          {say('refuse')}
        </Button>
      )}
    </Flex>
  );
}

/** Asks once more, with the digits large enough to be read out. */
function Decide({ one, yes, onClose }: { one: Enrolment; yes: boolean; onClose: () => void }) {
  const say = useDeviceWords();
  const decide = useDecide();
  const [reason, setReason] = useState('');
  const answer = () => run(decide, { device: one.device, yes, reason: yes ? '' : reason }, onClose);
  return (
    <Modal
      open
      title={say(yes ? 'approve_title' : 'refuse_title', { person: one.person })}
      okText={say(yes ? 'approve_ok' : 'refuse')}
      okButtonProps={{ danger: !yes, disabled: !yes && reason.trim() === '', loading: decide.isPending }}
      cancelText={say('cancel')}
      onOk={answer}
      onCancel={onClose}
    >
      <Flex vertical gap={12}>
        {decide.error ? <ProblemNote error={decide.error} /> : null}
        <p>{say(yes ? 'approve_ask' : 'refuse_ask', { person: one.person })}</p>
        <div className="typed" style={{ fontSize: 24, fontWeight: 600 }}>
          {one.fingerprint}
        </div>
        {yes && one.asks === 'back' ? <Alert type="warning" title={say('back_note')} /> : null}
        {yes ? null : (
          <Input
            aria-label={say('reason')}
            placeholder={say('reason')}
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Flex>
    </Modal>
  );
}
