import { Spin } from 'antd';
import { useShellWords } from './words';

/** Shown while a page is on its way. */
export function Waiting() {
  const say = useShellWords();
  return (
    <div role="status" aria-label={say('waiting')} style={{ padding: 64, textAlign: 'center' }}>
      <Spin description={say('waiting')}>
        <div style={{ height: 48 }} />
      </Spin>
    </div>
  );
}
