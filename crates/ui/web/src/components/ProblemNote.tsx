import { Alert, Button } from 'antd';
import { ApiError } from '../api/call';
import { useRead } from '../i18n/words';
import { useCommonWords } from './words';

/** What went wrong and what to do, as the program says it. */
export function ProblemNote({ error, onAgain }: { error: unknown; onAgain?: () => void }) {
  const read = useRead();
  const say = useCommonWords();
  const known = error instanceof ApiError;
  const text = known ? read(error.text) : String(error);
  const complaints = known ? error.complaints : [];
  // Whoever can mend what broke inside looks for it by its number.
  const number = known && error.status >= 500 ? error.request : undefined;
  return (
    <Alert
      type={known && error.unreachable ? 'warning' : 'error'}
      role="alert"
      title={text}
      description={
        complaints.length > 0 ? (
          <ul style={{ margin: 0, paddingInlineStart: 20 }}>
            {complaints.map((complaint, at) => (
              <li key={at}>{read(complaint)}</li>
            ))}
          </ul>
        ) : (
          number && say('request', { number })
        )
      }
      action={onAgain ? <Button onClick={onAgain}>{say('again')}</Button> : undefined}
      style={{ marginBottom: 16 }}
    />
  );
}
