import { Layout, Menu } from 'antd';
import { useState } from 'react';
import { Link, useLocation } from 'react-router';
import type { Session } from '../api/types';
import { faceOf, navFor } from '../nav';
import { useShellWords } from './words';

/** The navigation on the left; it folds by itself on a narrow screen. */
export function ShellNav({ session }: { session: Session }) {
  const say = useShellWords();
  const [folded, setFolded] = useState(false);
  const { pathname } = useLocation();
  const entries = navFor(faceOf(session), session.may);
  const here = entries
    .filter((entry) => pathname === entry.to || pathname.startsWith(`${entry.to}/`))
    .map((entry) => entry.to);
  return (
    <Layout.Sider
      className="no-print"
      width={176}
      collapsedWidth={56}
      breakpoint="md"
      collapsed={folded}
      onCollapse={setFolded}
      trigger={null}
      style={{ borderInlineEnd: '1px solid #dfe4ea' }}
    >
      <div style={{ height: 52, padding: '0 16px', display: 'flex', alignItems: 'center', gap: 8 }}>
        <img src="/favicon.svg" alt="" width={24} height={24} />
        {folded ? null : <strong>{say('product')}</strong>}
      </div>
      <nav aria-label={say('nav')}>
        <Menu
          mode="inline"
          selectedKeys={here}
          style={{ borderInlineEnd: 0 }}
          items={entries.map((entry) => ({
            key: entry.to,
            icon: entry.icon,
            label: <Link to={entry.to}>{say(entry.word)}</Link>,
          }))}
        />
      </nav>
    </Layout.Sider>
  );
}
