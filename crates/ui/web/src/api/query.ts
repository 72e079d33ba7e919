import { QueryClient } from '@tanstack/react-query';

/**
 * The program is on this machine or on the office's network: whether the browser believes to be
 * online says nothing, so questions are always asked. A question nobody answered is asked again
 * when the connection is back, not in a loop of its own.
 */
export function queryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { networkMode: 'always', retry: false, staleTime: 5_000 },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}
