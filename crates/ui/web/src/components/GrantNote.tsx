import { Alert } from 'antd';
import type { GrantShown } from '../api/types';
import { useCommonWords } from './words';

/** Says of a laptop that waits for the office's yes what can be done meanwhile, and its fingerprint. */
export function GrantNote({ grant }: { grant: GrantShown }) {
  const say = useCommonWords();
  if (!grant.waits) return null;
  const text = (
    <>
      <p>{say('grant_waits_hint')}</p>
      <div className="typed" style={{ fontSize: 24, fontWeight: 600 }}>
        {grant.fingerprint}
      </div>
    </>
  );
  return <Alert type="warning" title={say('grant_waits')} description={text} />;
}
