import { Card } from 'antd';
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
  const session = useSessionQuery(false);
  const enter = () => void navigate(inside(query.get('to')), { replace: true });
  const again = async () => {
    if ((await session.refetch()).data) enter();
  };
  return (
    <Door title={say('title')}>
      <Card>
        {lastProgram() === 'laptop' ? (
          <LaptopHint onAgain={() => void again()} pending={session.isFetching} />
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
