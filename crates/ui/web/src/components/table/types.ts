import type { Key } from 'react';
import type { Ask, RowShown } from '../../api/types';

export interface RecordTableProps {
  /** A kind of the catalog; without one, records of all kinds. */
  kind?: string;
  /** What always holds here, whatever is filtered besides. */
  fixed?: Ask;
  /** Rows can be marked for what is done to several at once. */
  marked?: Key[];
  onMark?: (ids: string[]) => void;
  /** What a click or Enter does; it opens the record if nothing is said. */
  onOpen?: (row: RowShown) => void;
  /** What an empty list says when nothing was filtered: what it means and what to do next. */
  empty?: string;
}
