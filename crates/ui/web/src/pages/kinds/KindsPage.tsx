import { Button, Card, Flex, Input } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useCatalog } from '../../api/catalog';
import type { Kind } from '../../api/types';
import { EmptyHint } from '../../components/EmptyHint';
import { PageHead } from '../../components/PageHead';
import { useRead } from '../../i18n/words';
import { useSession } from '../../session/SessionContext';
import { GROUPS, OTHERS } from './groups';
import { useKindsWords } from './words';
import './kinds.css';

/** Every kind of record there is, by what it is about. */
export default function KindsPage() {
  const say = useKindsWords();
  const read = useRead();
  const { kinds } = useCatalog().catalog;
  const [typed, setTyped] = useState('');
  const fits = (kind: Kind) => `${read(kind.label)} ${kind.name}`.toLowerCase().includes(typed.trim().toLowerCase());
  const shown = kinds.filter(fits);
  const grouped = GROUPS.map(({ word, kinds: names }) => ({
    word,
    kinds: names.flatMap((name) => shown.filter((kind) => kind.name === name)),
  }));
  const named = GROUPS.flatMap((group) => group.kinds);
  const groups = [...grouped, { word: OTHERS, kinds: shown.filter((kind) => !named.includes(kind.name)) }];
  return (
    <>
      <PageHead title={say('title')} />
      <Input.Search
        allowClear
        aria-label={say('find')}
        placeholder={say('find')}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        style={{ maxWidth: 320, marginBottom: 16 }}
      />
      {shown.length === 0 ? <EmptyHint hint={say('none')} /> : null}
      <Flex vertical gap={16}>
        {groups
          .filter((group) => group.kinds.length > 0)
          .map((group) => (
            <section key={group.word}>
              <h2>{say(group.word)}</h2>
              <div className="kinds">
                {group.kinds.map((kind) => (
                  <One key={kind.name} kind={kind} />
                ))}
              </div>
            </section>
          ))}
      </Flex>
    </>
  );
}

function One({ kind }: { kind: Kind }) {
  const say = useKindsWords();
  const read = useRead();
  const navigate = useNavigate();
  const { role } = useSession();
  return (
    <Card size="small">
      <Flex align="center" justify="space-between" gap={8}>
        <Link to={`/k/${kind.name}`} className="kind-name">
          {read(kind.label)}
        </Link>
        {kind.create.includes(role) ? (
          <Button
            size="small"
            aria-label={say('add_one', { kind: read(kind.label) })}
            onClick={() => void navigate(`/k/${kind.name}/new`)}
          >
            {say('add')}
          </Button>
        ) : null}
      </Flex>
    </Card>
  );
}
