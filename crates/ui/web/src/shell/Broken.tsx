import { Alert, Button } from 'antd';
import { useRouteError } from 'react-router';
import { ApiError } from '../api/call';
import { useRead } from '../i18n/words';
import { useShellWords } from './words';

/** A page that failed says so, and that nothing is lost; the rest of the app goes on. */
export function Broken() {
  const say = useShellWords();
  const read = useRead();
  const error = useRouteError();
  const sentence = error instanceof ApiError ? read(error.text) : String(error);
  return (
    <main style={{ padding: 24, maxWidth: 720 }}>
      <h1>{say('broken')}</h1>
      <p>{say('broken_hint')}</p>
      <Alert type="error" title={<span className="typed">{sentence}</span>} />
      <p>
        <Button type="primary" onClick={() => window.location.reload()}>
          {say('reload')}
        </Button>
      </p>
    </main>
  );
}
