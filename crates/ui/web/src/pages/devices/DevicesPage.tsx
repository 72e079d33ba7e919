import { MailOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { EmptyHint } from '../../components/EmptyHint';
import { PageHead } from '../../components/PageHead';
import { Section } from '../../components/Section';
import { useSession } from '../../session/SessionContext';
import { Devices } from './Devices';
import { Enrolments } from './Enrolments';
import { Invitations } from './Invitations';
import { InviteDialog } from './InviteDialog';
import { useDeviceWords } from './words';
import './devices.css';

/** Who comes in and with what: one administrator invites and revokes, another one approves. */
export default function DevicesPage() {
  const say = useDeviceWords();
  const { may } = useSession();
  const [inviting, setInviting] = useState(false);
  const administers = may.includes('devices');
  const approves = may.includes('keys');
  if (!administers && !approves) {
    return (
      <>
        <PageHead title={say('title')} />
        <EmptyHint hint={say('not_yours')} />
      </>
    );
  }
  const invite = (
    <Button type="primary" icon={<MailOutlined aria-hidden />} onClick={() => setInviting(true)}>
      {say('invite')}
    </Button>
  );
  return (
    <>
      <PageHead title={say('title')} actions={administers ? invite : null} />
      {approves ? <Enrolments /> : null}
      {administers ? <Invitations /> : null}
      {administers ? <Devices /> : null}
      <WhatToDo />
      {inviting ? <InviteDialog onClose={() => setInviting(false)} /> : null}
    </>
  );
}

/** The ways out that are not on this page, or begin on it. */
function WhatToDo() {
  const say = useDeviceWords();
  return (
    <Section title={say('what_to_do')} note={say('at_server')}>
      <dl className="what-to-do">
        {(['lost', 'forgot', 'left'] as const).map((what) => (
          <div key={what}>
            <dt>{say(what)}</dt>
            <dd>{say(`${what}_do`)}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
