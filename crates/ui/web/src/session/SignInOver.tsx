import { useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useState } from 'react';
import { ApiError } from '../api/call';
import { askWho, lastProgram, SESSION } from '../api/session';
import { LaptopHint, SignInForm } from './SignInForm';
import { useConnection } from './useConnection';
import { useSessionWords } from './words';

/** An expired sign-in is renewed over the page, which stays as it is with all that was typed. */
export function SignInOver() {
  const say = useSessionWords();
  const client = useQueryClient();
  const { signedOut } = useConnection();
  const [pending, setPending] = useState(false);
  const again = async () => {
    setPending(true);
    try {
      client.setQueryData(SESSION, await askWho());
      await client.invalidateQueries();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    } finally {
      setPending(false);
    }
  };
  return (
    <Modal open={signedOut} title={say('again_title')} footer={null} closable={false} width={420}>
      <p>{say('again')}</p>
      {lastProgram() === 'laptop' ? (
        <LaptopHint onAgain={() => void again()} pending={pending} />
      ) : (
        <SignInForm onDone={() => undefined} />
      )}
    </Modal>
  );
}
