import { Button } from 'antd';
import { useEffect, type ReactNode } from 'react';
import { chooseLang } from '../i18n';
import { useLang } from '../i18n/words';
import { LostServer } from '../shell/LostServer';
import { useShellWords } from '../shell/words';

/** The frame of what is seen before somebody is signed in. */
export function Door({ title, children }: { title: string; children: ReactNode }) {
  const say = useShellWords();
  const lang = useLang();
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <main style={{ maxWidth: 420, margin: '0 auto', padding: '12vh 16px 32px' }}>
      <LostServer />
      <h1 style={{ margin: '0 0 16px' }}>{title}</h1>
      {children}
      <p style={{ textAlign: 'end' }}>
        <Button type="link" lang={lang === 'zh' ? 'en' : 'zh-CN'} onClick={() => chooseLang(lang === 'zh' ? 'en' : 'zh')}>
          {say('other_language')}
        </Button>
      </p>
    </main>
  );
}
