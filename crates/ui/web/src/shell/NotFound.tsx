import { Link } from 'react-router';
import { EmptyHint } from '../components/EmptyHint';
import { PageHead } from '../components/PageHead';
import { useShellWords } from './words';

export function NotFound() {
  const say = useShellWords();
  return (
    <>
      <PageHead title={say('not_found')} />
      <EmptyHint hint={say('not_found_hint')}>
        <Link to="/">{say('to_first')}</Link>
      </EmptyHint>
    </>
  );
}
