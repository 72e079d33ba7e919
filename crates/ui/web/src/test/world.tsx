/** What a component stands in: who is here, the catalog, and a program that answers as told. */
import { QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import { App, ConfigProvider } from 'antd';
import type { ReactNode } from 'react';
import { MemoryRouter } from 'react-router';
import { vi } from 'vitest';
import { CatalogBook, CatalogContext } from '../api/catalog';
import { queryClient } from '../api/query';
import type { Form, Problem } from '../api/types';
import { SessionContext } from '../session/SessionContext';
import { CATALOG, SESSION } from './sample';

export function show(children: ReactNode, at = '/', session = SESSION) {
  return render(
    <QueryClientProvider client={queryClient()}>
      <ConfigProvider button={{ autoInsertSpace: false }} theme={{ token: { motion: false } }}>
        <App>
          <MemoryRouter initialEntries={[at]}>
            <SessionContext value={session}>
              <CatalogContext value={new CatalogBook(CATALOG)}>{children}</CatalogContext>
            </SessionContext>
          </MemoryRouter>
        </App>
      </ConfigProvider>
    </QueryClientProvider>,
  );
}

/** A refusal with its status. */
export class Refused {
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {}
}

type Answer = (body: unknown, query: URLSearchParams) => unknown;

/** The program: an answer for each method and path; whatever else is asked is an empty list. */
export function program(answers: Record<string, Answer>) {
  const fetched = vi.fn((address: string, init?: RequestInit): Promise<Response> => {
    const [path = '', query] = address.split('?');
    const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
    const answer = answers[`${init?.method ?? 'GET'} ${path}`]?.(body, new URLSearchParams(query)) ?? [];
    if (answer instanceof Error) return Promise.reject(answer);
    if (answer instanceof Response) return Promise.resolve(answer);
    if (answer instanceof Refused) return Promise.resolve(Response.json(answer.problem, { status: answer.status }));
    return Promise.resolve(Response.json(answer));
  });
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

/** The forms that were sent to be saved. */
export function savedForms(fetched: ReturnType<typeof program>): Form[] {
  return fetched.mock.calls
    .filter(([path]) => path === '/api/save')
    .map(([, init]) => JSON.parse(init?.body as string) as Form);
}
