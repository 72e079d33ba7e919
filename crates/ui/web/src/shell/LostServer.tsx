import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useCallback, useEffect } from 'react';
import { ApiError } from '../api/call';
import { askWho } from '../api/session';
import { useConnection } from '../session/useConnection';
import { useShellWords } from './words';

const AGAIN_MS = 3_000;

/** A calm line while the program does not answer; asks again until it does, then brings everything up to date. */
export function LostServer() {
  const say = useShellWords();
  const client = useQueryClient();
  const { lost } = useConnection();
  const again = useCallback(async () => {
    try {
      await askWho();
      await client.invalidateQueries();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }, [client]);
  useEffect(() => {
    if (!lost) return undefined;
    const timer = setInterval(() => void again(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [lost, again]);
  if (!lost) return null;
  return (
    <Alert
      banner
      type="warning"
      role="status"
      title={say('lost_title')}
      description={say('lost')}
      action={<Button onClick={() => void again()}>{say('lost_now')}</Button>}
    />
  );
}
