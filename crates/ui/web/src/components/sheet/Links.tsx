import { Link } from 'react-router';
import { fieldLabel, useCatalog } from '../../api/catalog';
import type { RowShown, Sheet } from '../../api/types';
import { useRead } from '../../i18n/words';
import { StatusTag } from '../StatusTag';
import { Section } from '../Section';
import { useSheetWords } from './words';

/** Records this one refers to, those that refer to it, and what they come to in sum. */
export function Links({ sheet }: { sheet: Sheet }) {
  const say = useSheetWords();
  const read = useRead();
  const kind = useCatalog().kind(sheet.row.kind);
  return (
    <>
      {sheet.refers.length > 0 ? (
        <Section title={say('refers')}>
          <ul className="plain-list">
            {sheet.refers.map(([field, row], number) => (
              <li key={number}>
                <div className="quiet">{read(fieldLabel(kind, field))}</div>
                <RowLink row={row} />
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
      {sheet.results.length > 0 ? (
        <Section title={say('results')}>
          <dl className="sheet-fields">
            {sheet.results.map(([label, text], number) => (
              <div key={number} className="sheet-field">
                <dt>{read(label)}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        </Section>
      ) : null}
      <Section title={say('referred')}>
        {sheet.referred.length === 0 ? <p className="quiet">{say('referred_none')}</p> : null}
        <ul className="plain-list">
          {sheet.referred.map((row) => (
            <li key={row.id}>
              <RowLink row={row} />
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}

/** A record in one line: what it is, what it is called, where it stands. */
export function RowLink({ row }: { row: RowShown }) {
  const read = useRead();
  const kind = useCatalog().kind(row.kind);
  return (
    <span className="typed">
      {kind ? read(kind.label) : row.kind}{' '}
      <Link to={`/r/${row.id}`}>{[row.number, row.title].filter(Boolean).join(' ') || row.id}</Link>{' '}
      <StatusTag kind={row.kind} status={row.status} />
    </span>
  );
}
