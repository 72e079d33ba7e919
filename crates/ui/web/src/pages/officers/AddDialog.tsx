import { FileOutlined } from '@ant-design/icons';
import { Button, Flex, Form, Input, Modal } from 'antd';
import { useAddOfficer } from '../../api/officers';
import { run } from '../../api/run';
import { FilePick } from '../../components/FilePick';
import { ProblemNote } from '../../components/ProblemNote';
import { namedIn } from './invitation';
import { useOfficerWords } from './words';

/** Largest file that is read as an invitation, in bytes; they have about a thousand. */
const LARGEST = 64 * 1024;

interface Entered {
  invitation: string;
  person?: string;
  passphrase?: string;
  again?: string;
}

interface Props {
  /** Each officer of this laptop has a passphrase. */
  locked: boolean;
  onAdded: (person: string) => void;
  onClose: () => void;
}

/** What a new officer fills in: the invitation, and a passphrase of their own. */
export function AddDialog({ locked, onAdded, onClose }: Props) {
  const say = useOfficerWords();
  const add = useAddOfficer();
  const [form] = Form.useForm<Entered>();
  const send = ({ invitation, person = '', passphrase = '' }: Entered) => {
    // The one who came last stands last.
    run(add, { invitation, person, passphrase }, ({ officers }) => onAdded(officers[officers.length - 1]?.person ?? person));
  };
  const take = async (file: File) => {
    if (file.size > LARGEST) {
      form.setFields([{ name: 'invitation', errors: [say('too_large')] }]);
      return;
    }
    const text = await file.text();
    form.setFieldValue('invitation', text);
    const named = namedIn(text);
    if (named !== undefined) form.setFieldValue('person', named);
    await form.validateFields(['invitation']);
  };
  return (
    <Modal open width={640} style={{ top: 24 }} title={say('add_title')} footer={null} mask={{ closable: false }} onCancel={onClose}>
      <p className="note">{say('add_hint')}</p>
      <Form<Entered> form={form} layout="vertical" requiredMark={false} onFinish={send}>
        <Form.Item
          name="invitation"
          label={say('invitation')}
          extra={say('invitation_hint')}
          rules={[{ required: true, whitespace: true, message: say('need_invitation') }]}
        >
          <Input.TextArea rows={4} autoComplete="off" spellCheck={false} style={{ fontFamily: 'Consolas, monospace' }} />
        </Form.Item>
        <div style={{ marginBottom: 16 }}>
          <FilePick icon={<FileOutlined aria-hidden />} label={say('pick_file')} accept=".json,.txt" onPick={(file) => void take(file)} />
        </div>
        <Form.Item name="person" label={say('name')} extra={say('name_hint')}>
          <Input maxLength={40} autoComplete="off" />
        </Form.Item>
        {locked ? <Passphrases /> : null}
        {add.error ? <ProblemNote error={add.error} /> : null}
        <Flex gap={8}>
          <Button type="primary" size="large" htmlType="submit" loading={add.isPending}>
            {say('go')}
          </Button>
          <Button size="large" onClick={onClose}>
            {say('cancel')}
          </Button>
        </Flex>
      </Form>
    </Modal>
  );
}

/** The same passphrase twice, so that a slip of the finger locks nobody out. */
function Passphrases() {
  const say = useOfficerWords();
  return (
    <>
      <Form.Item
        name="passphrase"
        label={say('passphrase')}
        extra={say('passphrase_hint')}
        rules={[{ required: true, message: say('need_passphrase') }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="again"
        label={say('again')}
        dependencies={['passphrase']}
        rules={[
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              value === getFieldValue('passphrase') ? Promise.resolve() : Promise.reject(new Error(say('not_same'))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </>
  );
}
