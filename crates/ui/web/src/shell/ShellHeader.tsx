import { Button, Flex, Layout } from 'antd';
import { useNavigate } from 'react-router';
import { useSignOut } from '../api/session';
import { run } from '../api/run';
import type { Session } from '../api/types';
import { chooseLang } from '../i18n';
import { useLang, useRead } from '../i18n/words';
import { useShellWords } from './words';
import './shell.css';

/** Who works here, as what, where and on which day. */
export function ShellHeader({ session }: { session: Session }) {
  const say = useShellWords();
  const read = useRead();
  const lang = useLang();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const leave = () => run(signOut, undefined, () => void navigate('/login'));
  return (
    <Layout.Header className="shell-header no-print">
      <Flex wrap align="center" gap="4px 16px" className="shell-header-line">
        <span className="typed">{session.unit.name}</span>
        <span>{say('today_is', { day: session.today })}</span>
        <Flex wrap align="center" gap="4px 12px" className="shell-who">
          <strong className="typed">{session.person}</strong>
          <span>{read(session.role_label)}</span>
          <Button lang={lang === 'zh' ? 'en' : 'zh-CN'} onClick={() => chooseLang(lang === 'zh' ? 'en' : 'zh')}>
            {say('other_language')}
          </Button>
          <Button onClick={leave} loading={signOut.isPending}>
            {say('sign_out')}
          </Button>
        </Flex>
      </Flex>
    </Layout.Header>
  );
}
