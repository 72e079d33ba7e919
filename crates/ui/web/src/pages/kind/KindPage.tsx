import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useNavigate, useParams } from 'react-router';
import { useCatalog } from '../../api/catalog';
import { PageHead } from '../../components/PageHead';
import { RecordTable } from '../../components/table/RecordTable';
import { useTableWords } from '../../components/table/words';
import { useRead } from '../../i18n/words';
import { useSession } from '../../session/SessionContext';
import { NotFound } from '../../shell/NotFound';

/** All records of one kind. */
export default function KindPage() {
  const say = useTableWords();
  const read = useRead();
  const navigate = useNavigate();
  const { role } = useSession();
  const { kind: name = '' } = useParams();
  const kind = useCatalog().kind(name);
  if (!kind) return <NotFound />;
  const label = read(kind.label);
  const add = kind.create.includes(role) ? (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => void navigate(`/k/${name}/new`)}>
      {say('add', { kind: label })}
    </Button>
  ) : null;
  return (
    <>
      <PageHead title={label} actions={add} />
      <RecordTable key={name} kind={name} />
    </>
  );
}
