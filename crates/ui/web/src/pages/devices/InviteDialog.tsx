import { Alert, Button, Flex, Form, Input, Modal, Segmented, Select } from 'antd';
import { useState } from 'react';
import { useCatalog } from '../../api/catalog';
import { useInvite } from '../../api/devices';
import { run } from '../../api/run';
import { save, showPage } from '../../api/save';
import type { Invited } from '../../api/types';
import { ProblemNote } from '../../components/ProblemNote';
import { DivisionChooser } from '../../components/span/DivisionChooser';
import { useLang, useRead } from '../../i18n/words';
import { moment } from '../../look/format';
import { useSession } from '../../session/SessionContext';
import { levelOf, reachable } from './places';
import { Picture } from './Picture';
import { useDeviceWords } from './words';

/** How long an invitation may be good, in hours; the last is the most there is. */
const HOURS = [4, 24, 72];

interface Entered {
  person: string;
  role: string;
  addresses: string;
}

/** Asks whom to invite, and shows once what came of it. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const say = useDeviceWords();
  const [made, setMade] = useState<Invited | null>(null);
  return (
    <Modal
      open
      width={720}
      style={{ top: 24 }}
      title={<span className="typed">{made ? say('made_title', { person: made.kept.person }) : say('invite')}</span>}
      footer={null}
      // What is shown once is not lost by a click beside it.
      mask={{ closable: false }}
      keyboard={made === null}
      onCancel={onClose}
    >
      {made ? <Made made={made} onClose={onClose} /> : <Ask onMade={setMade} />}
    </Modal>
  );
}

function Ask({ onMade }: { onMade: (made: Invited) => void }) {
  const say = useDeviceWords();
  const read = useRead();
  const lang = useLang();
  const { unit } = useSession();
  const { catalog } = useCatalog();
  const invite = useInvite();
  const [form] = Form.useForm<Entered>();
  const [under, setUnder] = useState<string | undefined>();
  const [hours, setHours] = useState(HOURS[HOURS.length - 1] ?? 1);
  const code = under ?? unit.code;
  const roles = catalog.roles.filter((role) => role.levels.includes(levelOf(code)));
  const choose = (chosen: string | undefined) => {
    setUnder(chosen);
    form.setFieldValue('role', undefined);
  };
  const send = ({ person, role, addresses }: Entered) => {
    const named = addresses.split(/\s+/).filter((address) => address !== '');
    run(invite, { unit: code, role, person, hours, addresses: named, lang }, onMade);
  };
  return (
    <Form<Entered> form={form} layout="vertical" requiredMark={false} initialValues={{ addresses: reachable(window.location) }} onFinish={send}>
      <div className="invite-line">
        <Form.Item label={say('unit')}>
          <DivisionChooser under={under} onUnder={choose} />
        </Form.Item>
        <Form.Item name="role" label={say('role')} rules={[{ required: true, message: say('need_role') }]}>
          <Select placeholder={say('role_hint')} options={roles.map((role) => ({ value: role.name, label: read(role.label) }))} />
        </Form.Item>
        <Form.Item name="person" label={say('whom')} rules={[{ required: true, whitespace: true, message: say('need_whom') }]}>
          <Input maxLength={40} autoComplete="off" />
        </Form.Item>
        <Form.Item label={say('hours')}>
          <Segmented
            aria-label={say('hours')}
            value={hours}
            onChange={setHours}
            options={HOURS.map((n) => ({ value: n, label: say('hours_n', { n }) }))}
          />
        </Form.Item>
      </div>
      <Form.Item name="addresses" label={say('addresses')} extra={say('addresses_hint')}>
        <Input autoComplete="off" placeholder="https://10.0.0.8:8460" />
      </Form.Item>
      {invite.error ? <ProblemNote error={invite.error} /> : null}
      <Button type="primary" htmlType="submit" loading={invite.isPending}>
        {say('make')}
      </Button>
    </Form>
  );
}

/** The secret, as a picture, as lines, as a page and as a file. */
function Made({ made, onClose }: { made: Invited; onClose: () => void }) {
  const say = useDeviceWords();
  const read = useRead();
  const { kept, paper } = made;
  const file = () => save(new Blob([made.file], { type: 'application/json' }), `xunlu-invite-${kept.unit}-${kept.id.slice(0, 6)}.json`);
  return (
    <Flex vertical gap={12}>
      <Alert type="warning" title={say('made_once')} />
      <div>
        <span className="typed">{`${kept.person} · ${read(kept.role)} · ${kept.place}`}</span>
        <div className="hint">{`${say('until')} ${moment(kept.until_ms)}`}</div>
      </div>
      <div className="invited">
        {made.picture.length > 0 ? <Picture rows={made.picture} label={say('made_picture')} /> : null}
        <pre aria-label={say('made_lines')} tabIndex={0}>
          {made.lines.join('\n')}
        </pre>
      </div>
      <Alert type="info" title={say(made.waits ? 'made_waits' : 'made_no_wait')} />
      <Flex wrap gap={8}>
        {paper === null ? null : (
          <Button type="primary" onClick={() => showPage(paper)}>
            {say('open_paper')}
          </Button>
        )}
        <Button onClick={file}>{say('save_file')}</Button>
        <Button onClick={onClose}>{say('done')}</Button>
      </Flex>
    </Flex>
  );
}
