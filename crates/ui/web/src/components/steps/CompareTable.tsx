import { Fragment } from 'react';
import { useCatalog } from '../../api/catalog';
import type { Sheet } from '../../api/types';
import { useLang, useRead } from '../../i18n/words';
import { PhotoStrip } from '../brief/PhotoStrip';
import { compared, type ComparedPart } from './compare';
import { useStepWords } from './words';

interface Props {
  left: Sheet;
  right: Sheet;
  /** Leave out what is the same on both sides. */
  differing: boolean;
}

/** Two records side by side; what only one of them says is marked, in words for whoever sees no colour. */
export function CompareTable({ left, right, differing }: Props) {
  const say = useStepWords();
  const read = useRead();
  const kind = useCatalog().kind(left.row.kind);
  if (!kind) return null;
  const rows = compared(kind, left, right);
  const shown = differing ? rows.filter((row) => row.different) : rows;
  const count = rows.filter((row) => row.different).length;
  return (
    <table className="compare">
      <colgroup>
        <col style={{ width: 130 }} />
        <col />
        <col />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">{say('differences', { n: count })}</th>
          <th scope="col">{say('merge_from')}</th>
          <th scope="col">{say('merge_into')}</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">{say('photos')}</th>
          <td>
            <PhotoStrip photos={left.photos} empty={say('no_photos')} />
          </td>
          <td>
            <PhotoStrip photos={right.photos} empty={say('no_photos')} />
          </td>
        </tr>
        {shown.map((row) => (
          <tr key={row.field} data-different={row.different}>
            <th scope="row">
              {read(row.label)}
              {row.different ? <span className="visually-hidden">{say('different')}</span> : null}
            </th>
            <td>
              <Parts parts={row.left} />
            </td>
            <td>
              <Parts parts={row.right} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Parts({ parts }: { parts: ComparedPart[] }) {
  const read = useRead();
  const between = useLang() === 'zh' ? '、' : ', ';
  return (
    <span className="typed">
      {parts.map((part, number) => (
        <Fragment key={number}>
          {number > 0 ? between : null}
          {part.only ? <mark>{read(part.text)}</mark> : read(part.text)}
        </Fragment>
      ))}
    </span>
  );
}
