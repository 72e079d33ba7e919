import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post, remove } from './call';
import { connection } from './connection';
import { drafts } from './drafts';
import type { Key, Session } from './types';

export const SESSION = ['session'] as const;

/** How often a page asks whether its reader is still let in, in milliseconds. */
const ASKED_MS = 30_000;

const PROGRAM = 'xunlu.program';

/** Who is here; with `ask` false only what is already known, which a page before the shell needs. */
export function useSessionQuery(ask = true) {
  return useQuery({
    enabled: ask,
    queryKey: SESSION,
    queryFn: async ({ signal }) => welcome(await get<Session>('/api/session', signal)),
    staleTime: 60_000,
    refetchOnWindowFocus: true,
    // A page nobody is at must notice that the program has locked or signed its reader out.
    refetchInterval: ASKED_MS,
    refetchIntervalInBackground: true,
  });
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (key: Key) => welcome(await post<Session>('/api/session', key)),
    onSuccess: async (session) => {
      client.setQueryData(SESSION, session);
      await client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== SESSION[0] });
    },
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => remove('/api/session'),
    onSuccess: () => {
      drafts.close();
      client.clear();
    },
  });
}

/** Asks who is here without showing anything: the way to notice that the program is back. */
export async function askWho(): Promise<Session> {
  return welcome(await get<Session>('/api/session'));
}

function welcome(session: Session): Session {
  connection.signedIn();
  localStorage.setItem(PROGRAM, session.program);
  return session;
}

/** Which program this browser last talked to; it decides how a person signs in again. */
export function lastProgram(): Session['program'] | null {
  const value = localStorage.getItem(PROGRAM);
  return value === 'laptop' || value === 'office' ? value : null;
}
