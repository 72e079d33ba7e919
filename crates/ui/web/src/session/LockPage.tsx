import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Card, Form, Input } from 'antd';
import { useEffect } from 'react';
import { drafts } from '../api/drafts';
import { run } from '../api/run';
import { useSignIn } from '../api/session';
import { launchWord } from '../api/window';
import { ProblemNote } from '../components/ProblemNote';
import { Door } from './Door';
import { LaptopHint } from './SignInForm';
import { useSessionWords } from './words';

/**
 * What is seen of a locked laptop. Nothing that was on the page before is kept here; what was being
 * typed is in the program, sealed, and is found again where it was.
 */
export function LockPage({ onOpen }: { onOpen: () => void }) {
  const say = useSessionWords();
  const client = useQueryClient();
  const signIn = useSignIn();
  const word = launchWord();
  useEffect(() => {
    drafts.close();
    client.clear();
  }, [client]);
  return (
    <Door title={say('locked_title')}>
      <Card>
        {word === undefined ? (
          <LaptopHint onAgain={onOpen} pending={false} />
        ) : (
          <Form<{ passphrase: string }>
            layout="vertical"
            requiredMark={false}
            onFinish={({ passphrase }) => run(signIn, { by: 'passphrase', word: launchWord() ?? word, passphrase }, onOpen)}
          >
            <Alert type="info" title={say('locked')} style={{ marginBottom: 16 }} />
            <Form.Item name="passphrase" label={say('passphrase')} rules={[{ required: true, message: say('need_passphrase') }]}>
              <Input.Password size="large" autoComplete="off" autoFocus />
            </Form.Item>
            {signIn.error ? <ProblemNote error={signIn.error} /> : null}
            <Button type="primary" size="large" block htmlType="submit" loading={signIn.isPending}>
              {say('unlock')}
            </Button>
          </Form>
        )}
      </Card>
    </Door>
  );
}
