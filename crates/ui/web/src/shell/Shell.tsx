import { Layout } from 'antd';
import { Suspense } from 'react';
import { Navigate, Outlet, useLocation } from 'react-router';
import { ApiError } from '../api/call';
import { CatalogContext, useCatalogQuery } from '../api/catalog';
import { personOf, useDraftsQuery } from '../api/drafts';
import { useSessionQuery } from '../api/session';
import type { Session } from '../api/types';
import { ProblemNote } from '../components/ProblemNote';
import { SessionContext } from '../session/SessionContext';
import { SignInOver } from '../session/SignInOver';
import { useConnection } from '../session/useConnection';
import { LostServer } from './LostServer';
import { ShellHeader } from './ShellHeader';
import { ShellNav } from './ShellNav';
import { Waiting } from './Waiting';
import { useShellWords } from './words';

/** Everything a signed-in person sees: navigation, header, and the page in between. */
export function Shell() {
  const session = useSessionQuery();
  const location = useLocation();
  if (session.data) return <Inside key={personOf(session.data)} session={session.data} />;
  if (session.error instanceof ApiError && session.error.status === 401) {
    const to = encodeURIComponent(location.pathname + location.search);
    return <Navigate to={`/login?to=${to}`} replace />;
  }
  return (
    <main style={{ padding: 24 }}>
      <LostServer />
      {session.error && !isLost(session.error) ? (
        <ProblemNote error={session.error} onAgain={() => void session.refetch()} />
      ) : (
        <Waiting />
      )}
    </main>
  );
}

function isLost(error: unknown): boolean {
  return error instanceof ApiError && error.unreachable;
}

function Inside({ session }: { session: Session }) {
  const say = useShellWords();
  const { signedOut } = useConnection();
  const catalog = useCatalogQuery(session.catalog);
  const drafts = useDraftsQuery(session);
  const error = catalog.data ? drafts.data ? null : drafts.error : catalog.error;
  const again = () => void (catalog.data ? drafts : catalog).refetch();
  return (
    <SessionContext value={session}>
      <a className="skip-link" href="#page">
        {say('skip')}
      </a>
      {/* Whoever was here may have left: nobody else reads the page, which stays as it is behind. */}
      <Layout style={{ minHeight: '100%', visibility: signedOut ? 'hidden' : undefined }}>
        <ShellNav session={session} />
        <Layout>
          <ShellHeader session={session} />
          <LostServer />
          <Layout.Content id="page" role="main" tabIndex={-1} style={{ padding: 16, outline: 'none' }}>
            {error ? <ProblemNote error={error} onAgain={again} /> : null}
            {catalog.data && drafts.data ? (
              <CatalogContext value={catalog.data}>
                <Suspense fallback={<Waiting />}>
                  <Outlet />
                </Suspense>
              </CatalogContext>
            ) : (
              <Waiting />
            )}
          </Layout.Content>
        </Layout>
      </Layout>
      <SignInOver />
    </SessionContext>
  );
}
