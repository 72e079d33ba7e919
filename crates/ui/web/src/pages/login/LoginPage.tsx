import { Card } from 'antd';
import { useCallback, useEffect, useRef } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { lastProgram, useSessionQuery } from '../../api/session';
import { Door } from '../../session/Door';
import { LaptopHint, SignInForm } from '../../session/SignInForm';
import { useSessionWords } from '../../session/words';

/** Offices sign in here by name; a laptop says how it is opened. */
export default function LoginPage() {
  const say = useSessionWords();
  const navigate = useNavigate();
  const [query] = useSearchParams();
  const { refetch, isFetching } = useSessionQuery(false);
  const to = inside(query.get('to'));
  const enter = useCallback(() => void navigate(to, { replace: true }), [navigate, to]);
  const again = useCallback(async () => {
    if ((await refetch()).data) enter();
  }, [refetch, enter]);
  const laptop = lastProgram() === 'laptop';
  const asked = useRef(false);
  useEffect(() => {
    // Whoever leaves a laptop leaves it locked; once that is noticed the next one is asked for a passphrase.
    if (!laptop || asked.current) return;
    asked.current = true;
    void again();
  }, [laptop, again]);
  return (
    <Door title={say('title')}>
      <Card>
        {laptop ? (
          <LaptopHint onAgain={() => void again()} pending={isFetching} />
        ) : (
          <SignInForm onDone={enter} />
        )}
      </Card>
    </Door>
  );
}

/** Only addresses of this app are followed. */
function inside(to: string | null): string {
  return to?.startsWith('/') && !to.startsWith('//') ? to : '/';
}
