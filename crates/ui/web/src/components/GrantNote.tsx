import { Alert } from 'antd';
import type { GrantShown } from '../api/types';
import { useRead } from '../i18n/words';
import { count } from '../look/format';
import { useCommonWords } from './words';

/**
 * Says of a laptop that the office does not let in why that is and what can be done meanwhile: of one
 * that waits for a yes with its fingerprint, of one that was sent away with the reason and whom to ask.
 */
export function GrantNote({ grant }: { grant: GrantShown }) {
  const say = useCommonWords();
  const read = useRead();
  const away = grant.turned_away;
  if (away?.code === 'not_approved' || away?.code === 'revoked') {
    return <Alert type="error" title={say(`grant_${away.code}`)} description={read(away.text)} />;
  }
  const back = away?.code === 'grant_expired';
  if (!back && !grant.waits) return null;
  const stands = back ? 'grant_expired' : 'grant_waits';
  const title = say(grant.handed_in > 0 ? 'grant_handed_in' : stands, { n: count(grant.handed_in) });
  const text = (
    <>
      <p>{say('grant_waits_hint')}</p>
      <div className="typed" style={{ fontSize: 24, fontWeight: 600 }}>
        {grant.fingerprint}
      </div>
    </>
  );
  return <Alert type="warning" title={title} description={text} />;
}
