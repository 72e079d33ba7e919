import type { RowShown } from '../../api/types';
import { useRead } from '../../i18n/words';
import { useLooks } from '../marks/useLooks';
import { MarkIcon } from '../marks/MarkShape';
import { useBriefWords } from './words';

/** The grade of a record: its shape on the map, and its name. Of kinds without grades nothing is shown. */
export function GradeTag({ row }: { row: Pick<RowShown, 'kind' | 'mark' | 'status' | 'days_left'> }) {
  const say = useBriefWords();
  const read = useRead();
  const { codes, look } = useLooks(row.kind);
  if (codes.length === 0) return null;
  const code = codes.find((known) => known.code === row.mark);
  return (
    <span style={{ whiteSpace: 'nowrap' }}>
      <MarkIcon look={look(row)} /> {code ? read(code.label) : say('not_graded')}
    </span>
  );
}
