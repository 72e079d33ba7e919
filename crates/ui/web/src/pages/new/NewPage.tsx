import { useNavigate, useParams } from 'react-router';
import { useCatalog } from '../../api/catalog';
import { KindForm } from '../../components/form/KindForm';
import { useFormWords } from '../../components/form/words';
import { PageHead } from '../../components/PageHead';
import { useRead } from '../../i18n/words';
import { NotFound } from '../../shell/NotFound';

/** Something new of one kind. */
export default function NewPage() {
  const say = useFormWords();
  const read = useRead();
  const navigate = useNavigate();
  const { kind: name = '' } = useParams();
  const kind = useCatalog().kind(name);
  if (!kind) return <NotFound />;
  return (
    <>
      <PageHead title={say('new_title', { kind: read(kind.label) })} />
      <KindForm
        key={name}
        target={{ kind: name }}
        onSaved={(saved) => void navigate(`/r/${saved.id}`, { replace: true })}
        onCancel={() => void navigate(-1)}
      />
    </>
  );
}
