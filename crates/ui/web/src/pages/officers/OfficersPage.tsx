import { UserAddOutlined } from '@ant-design/icons';
import { Alert, Button, Modal, Table } from 'antd';
import { useState } from 'react';
import { useDismissOfficer, useOfficers } from '../../api/officers';
import { run } from '../../api/run';
import type { OfficerShown } from '../../api/types';
import { EmptyHint } from '../../components/EmptyHint';
import { PageHead } from '../../components/PageHead';
import { ProblemNote } from '../../components/ProblemNote';
import { Section } from '../../components/Section';
import { Mark } from '../../components/StatusTag';
import { Two } from '../../components/Two';
import { useRead } from '../../i18n/words';
import { useSession } from '../../session/SessionContext';
import { AddDialog } from './AddDialog';
import { useOfficerWords } from './words';

/** Who shares this laptop, and how somebody joins and leaves. */
export default function OfficersPage() {
  const say = useOfficerWords();
  const laptop = useSession().program === 'laptop';
  const shown = useOfficers(laptop);
  const [adding, setAdding] = useState(false);
  const [added, setAdded] = useState<string | null>(null);
  const [leaving, setLeaving] = useState<OfficerShown | null>(null);
  if (!laptop) {
    return (
      <>
        <PageHead title={say('title')} />
        <EmptyHint hint={say('at_office')} />
      </>
    );
  }
  const locked = shown.data?.locked ?? true;
  const add = (
    <Button type="primary" icon={<UserAddOutlined aria-hidden />} onClick={() => setAdding(true)}>
      {say('add')}
    </Button>
  );
  return (
    <>
      <PageHead title={say('title')} actions={shown.data ? add : null} />
      {shown.error ? <ProblemNote error={shown.error} onAgain={() => void shown.refetch()} /> : null}
      {added === null ? null : <Note type="success" title={say(locked ? 'added' : 'added_open', { person: added })} />}
      {locked ? null : <Note type="warning" title={say('open')} />}
      {locked && shown.data?.unprotected ? <Note type="warning" title={say('unprotected')} /> : null}
      <Section title={say('who')} note={say('note')}>
        <Officers officers={shown.data?.officers} onRemove={setLeaving} />
      </Section>
      {adding ? (
        <AddDialog
          locked={locked}
          onAdded={(person) => {
            setAdding(false);
            setAdded(person);
          }}
          onClose={() => setAdding(false)}
        />
      ) : null}
      {leaving ? <Remove one={leaving} onClose={() => setLeaving(null)} /> : null}
    </>
  );
}

function Note({ type, title }: { type: 'success' | 'warning'; title: string }) {
  return <Alert type={type} role="status" title={<span className="typed">{title}</span>} style={{ marginBottom: 12 }} />;
}

function Officers({ officers, onRemove }: { officers: OfficerShown[] | undefined; onRemove: (one: OfficerShown) => void }) {
  const say = useOfficerWords();
  const read = useRead();
  return (
    <Table<OfficerShown>
      rowKey={(one) => one.device}
      dataSource={officers ?? []}
      loading={officers === undefined}
      locale={{ emptyText: say('none') }}
      pagination={false}
      size="middle"
      scroll={{ x: 'max-content' }}
      columns={[
        { title: say('person'), render: (_, one) => <Two first={one.person} second={read(one.role)} /> },
        { title: say('unit'), render: (_, one) => <Two first={one.place || one.unit} second={one.unit} /> },
        { title: say('stands'), render: (_, one) => <Stands one={one} /> },
        { title: say('key'), render: (_, one) => <Two first={one.device.slice(0, 8)} second={one.fingerprint} /> },
        {
          title: '',
          fixed: 'right',
          render: (_, one) =>
            one.at_work ? null : (
              <Button danger onClick={() => onRemove(one)}>
                {say('remove')}
              </Button>
            ),
        },
      ]}
    />
  );
}

function Stands({ one }: { one: OfficerShown }) {
  const say = useOfficerWords();
  return (
    <>
      {one.at_work ? <Mark colour="open">{say('at_work')}</Mark> : null}
      {one.waits ? <Mark colour="orange">{say('waits')}</Mark> : null}
    </>
  );
}

function Remove({ one, onClose }: { one: OfficerShown; onClose: () => void }) {
  const say = useOfficerWords();
  const dismiss = useDismissOfficer();
  return (
    <Modal
      open
      title={<span className="typed">{say('remove_title', { person: one.person })}</span>}
      okText={say('remove')}
      okButtonProps={{ danger: true, loading: dismiss.isPending }}
      cancelText={say('cancel')}
      onOk={() => run(dismiss, { device: one.device }, onClose)}
      onCancel={onClose}
    >
      {dismiss.error ? <ProblemNote error={dismiss.error} /> : null}
      <p className="typed">{say('remove_ask', { person: one.person })}</p>
    </Modal>
  );
}
