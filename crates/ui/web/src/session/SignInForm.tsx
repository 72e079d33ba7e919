import { Alert, Button, Form, Input } from 'antd';
import { useSignIn } from '../api/session';
import { run } from '../api/run';
import { ProblemNote } from '../components/ProblemNote';
import { useSessionWords } from './words';

interface Entered {
  name: string;
  passphrase: string;
}

/** Name and passphrase of an office account. */
export function SignInForm({ onDone }: { onDone: () => void }) {
  const say = useSessionWords();
  const signIn = useSignIn();
  const send = ({ name, passphrase }: Entered) => {
    run(signIn, { by: 'name', name: name.trim(), passphrase }, onDone);
  };
  return (
    <Form<Entered> layout="vertical" requiredMark={false} onFinish={send}>
      <Form.Item name="name" label={say('name')} rules={[{ required: true, message: say('need_name') }]}>
        <Input size="large" autoComplete="username" autoFocus />
      </Form.Item>
      <Form.Item
        name="passphrase"
        label={say('passphrase')}
        rules={[{ required: true, message: say('need_passphrase') }]}
      >
        <Input.Password size="large" autoComplete="current-password" />
      </Form.Item>
      {signIn.error ? <ProblemNote error={signIn.error} /> : null}
      <Button type="primary" size="large" block htmlType="submit" loading={signIn.isPending}>
        {say('sign_in')}
      </Button>
    </Form>
  );
}

/** A laptop is opened, not signed in to. */
export function LaptopHint({ onAgain, pending }: { onAgain: () => void; pending: boolean }) {
  const say = useSessionWords();
  return (
    <>
      <Alert type="info" title={say('laptop')} style={{ marginBottom: 16 }} />
      <Button type="primary" size="large" block onClick={onAgain} loading={pending}>
        {say('reopened')}
      </Button>
    </>
  );
}
