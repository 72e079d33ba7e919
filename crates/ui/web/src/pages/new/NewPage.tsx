import { useNavigate, useParams } from 'react-router';
import { KindForm } from '../../components/form/KindForm';

/** Something new of one kind. */
export default function NewPage() {
  const { kind = '' } = useParams();
  const navigate = useNavigate();
  return <KindForm key={kind} target={{ kind }} onSaved={(saved) => void navigate(`/r/${saved.id}`)} />;
}
