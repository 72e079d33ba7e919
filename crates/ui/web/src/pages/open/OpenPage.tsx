import { Alert, Spin } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useSignIn } from '../../api/session';
import { openedWith } from '../../api/window';
import { ProblemNote } from '../../components/ProblemNote';
import { ApiError } from '../../api/call';
import { run } from '../../api/run';
import { Door } from '../../session/Door';
import { useSessionWords } from '../../session/words';

/**
 * A laptop is opened by a link with a word. The word stands behind `#`, which no
 * browser sends, and is taken out of the address before anything else happens.
 */
export default function OpenPage() {
  const say = useSessionWords();
  const navigate = useNavigate();
  const signIn = useSignIn();
  const [word] = useState(takeWord);
  const sent = useRef(false);
  useEffect(() => {
    if (!word || sent.current) return;
    sent.current = true;
    run(signIn, { by: 'link', word }, () => void navigate('/', { replace: true }));
  }, [word, signIn, navigate]);

  const used = signIn.error instanceof ApiError && signIn.error.status === 401;
  return (
    <Door title={say('opening')}>
      {word ? null : <Alert type="warning" title={say('no_word')} />}
      {used ? <Alert type="warning" title={say('old_word')} /> : null}
      {signIn.error && !used ? <ProblemNote error={signIn.error} /> : null}
      {signIn.error || !word ? <Link to="/login">{say('by_account')}</Link> : <Spin />}
    </Door>
  );
}

function takeWord(): string | null {
  const word = new URLSearchParams(window.location.hash.slice(1)).get('word');
  if (word) {
    openedWith(word);
    window.history.replaceState(window.history.state, '', '/open');
  }
  return word;
}
