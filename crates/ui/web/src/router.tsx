import { createBrowserRouter, type RouteObject } from 'react-router';
import { DOORS, PAGES, type PageRoute } from './routes';
import { Broken } from './shell/Broken';
import { HomePage } from './shell/HomePage';
import { NotFound } from './shell/NotFound';
import { Shell } from './shell/Shell';
import { Waiting } from './shell/Waiting';

function lazy({ path, load }: PageRoute): RouteObject {
  return {
    path,
    lazy: async () => ({ Component: (await load()).default }),
    ErrorBoundary: Broken,
    HydrateFallback: Waiting,
  };
}

export function router() {
  return createBrowserRouter([
    ...DOORS.map(lazy),
    {
      path: '/',
      Component: Shell,
      HydrateFallback: Waiting,
      ErrorBoundary: Broken,
      children: [
        { index: true, Component: HomePage },
        ...PAGES.map(lazy),
        { path: '*', Component: NotFound },
      ],
    },
  ]);
}
