import { Link } from 'react-router';
import { fieldLabel, fieldOf, useCatalog } from '../../api/catalog';
import type { Kind, Proposed } from '../../api/types';
import { useRead } from '../../i18n/words';
import { useBoardWords } from './words';

/** Says by which rule it was proposed; for programs. */
const HIDDEN = 'cause';

/** What would be made: the record it is about, and every field as it would be filled. */
export function Preview({ proposed, kind }: { proposed: Proposed; kind: Kind }) {
  const say = useBoardWords();
  const read = useRead();
  const text = useEntryText(kind, proposed);
  const { row } = proposed;
  return (
    <dl className="preview">
      <dt>{say('about')}</dt>
      <dd className="typed">
        <Link to={`/r/${row.id}`}>{[row.number, row.title].filter(Boolean).join(' ')}</Link>
      </dd>
      <dt>{say('place')}</dt>
      <dd className="typed">{row.place}</dd>
      {proposed.entries
        .filter(([name, value]) => name !== HIDDEN && value !== row.id)
        .map(([name, value]) => (
          <div key={name} className="preview-row">
            <dt>{read(fieldLabel(kind, name))}</dt>
            <dd className="typed">{text(name, value)}</dd>
          </div>
        ))}
    </dl>
  );
}

/** A value as people read it: codes by their labels. */
function useEntryText(kind: Kind, proposed: Proposed): (name: string, value: string) => string {
  const read = useRead();
  const book = useCatalog();
  return (name, value) => {
    const field = fieldOf(kind, name);
    const code = field?.type === 'code' ? book.code(field.codes, value) : undefined;
    if (code) return read(code.label);
    return field?.type === 'division' && value === proposed.row.division ? proposed.row.place : value;
  };
}
