import { QueryClientProvider } from '@tanstack/react-query';
import { App as AntApp, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import { useEffect, useState, type ReactNode } from 'react';
import { RouterProvider } from 'react-router';
import { connection } from './api/connection';
import { queryClient } from './api/query';
import { lastProgram, useSessionQuery } from './api/session';
import { useLang } from './i18n/words';
import { theme } from './look/theme';
import { router } from './router';
import { LockPage } from './session/LockPage';
import { useConnection } from './session/useConnection';

export function App() {
  const [client] = useState(queryClient);
  const [routes] = useState(router);
  return (
    <QueryClientProvider client={client}>
      <Looks>
        <Doorway routes={routes} />
      </Looks>
    </QueryClientProvider>
  );
}

/** The pages, or what is seen of a locked laptop in their place: nothing of them stays behind it. */
function Doorway({ routes }: { routes: ReturnType<typeof router> }) {
  const { locked } = useConnection();
  if (!locked) return <RouterProvider router={routes} />;
  const enter = () => {
    connection.signedIn();
    // The way in has no word any more; every other page is found where it was.
    if (routes.state.location.pathname === '/open') void routes.navigate('/', { replace: true });
  };
  return <LockPage onOpen={enter} />;
}

/** Language, fonts, colours and sizes of everything below. */
function Looks({ children }: { children: ReactNode }) {
  const lang = useLang();
  const session = useSessionQuery(false).data;
  const program = session?.program ?? lastProgram();
  useEffect(() => {
    dayjs.locale(lang === 'zh' ? 'zh-cn' : 'en');
  }, [lang]);
  return (
    <ConfigProvider
      locale={lang === 'zh' ? zhCN : enUS}
      theme={theme(program === 'office' ? 14 : 16)}
      // antd would put a space between the two characters of 保存.
      button={{ autoInsertSpace: false }}
    >
      <AntApp style={{ height: '100%' }}>{children}</AntApp>
    </ConfigProvider>
  );
}
