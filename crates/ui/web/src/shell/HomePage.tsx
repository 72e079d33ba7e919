import { Navigate } from 'react-router';
import { useSession } from '../session/SessionContext';
import { EmptyHint } from '../components/EmptyHint';
import { PageHead } from '../components/PageHead';
import { faceOf, navFor } from '../nav';
import { useShellWords } from './words';

/** Everybody begins at the first entry of their own navigation. */
export function HomePage() {
  const say = useShellWords();
  const session = useSession();
  const first = navFor(faceOf(session), session.may)[0];
  if (first) return <Navigate to={first.to} replace />;
  return (
    <>
      <PageHead title={say('product')} />
      <EmptyHint hint={say('nothing_here')} />
    </>
  );
}
