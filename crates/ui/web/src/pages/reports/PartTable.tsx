import { Pagination } from 'antd';
import { useEffect, useState } from 'react';
import { useCatalog } from '../../api/catalog';
import type { Cell, Part, Span } from '../../api/types';
import { FigureLink } from '../../components/span/FigureLink';
import { useRead } from '../../i18n/words';
import { count } from '../../look/format';
import { FONTS } from '../../look/theme';
import { behindCell, cellText, isFigure, isNumber, isSum, lettersOf } from './report';
import { usePrinting } from './usePrinting';
import { useReportWords } from './words';

/** Rows of one page on screen; on paper all of them follow each other. */
const PAGE = 50;

/** Columns from which the print is small, and from which words are broken to fit the paper. */
const WIDE = 12;
const LEDGER = 18;

function widthOf(part: Part): 'wide' | 'ledger' | undefined {
  const columns = part.columns.length;
  if (columns > LEDGER) return 'ledger';
  return columns > WIDE ? 'wide' : undefined;
}

/** A table of a report: official columns, sums, and the records behind every figure. */
export function PartTable({ part, span }: { part: Part; span: Span }) {
  const say = useReportWords();
  const read = useRead();
  const printing = usePrinting();
  const [page, setPage] = useState(1);
  const first = printing ? 0 : (page - 1) * PAGE;
  const rows = printing ? part.rows : part.rows.slice(first, first + PAGE);
  const title = read(part.title);
  const long = part.rows.length > PAGE;
  // The browser prints at once, so letters of rows that were never on screen are fetched before.
  useEffect(() => {
    if (long) void document.fonts.load(`16px ${FONTS}`, lettersOf(part));
  }, [long, part]);
  return (
    <section className="report-part">
      <div className="report-scroll" tabIndex={0} role="group" aria-label={title}>
        <table className="report-table" data-wide={widthOf(part)}>
          <caption>{title}</caption>
          <thead>
            <tr>
              {part.columns.map((column) => (
                <th key={column.name} scope="col">
                  {read(column.label)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => (
              <Row key={first + at} part={part} row={row} at={first + at} span={span} />
            ))}
            {part.rows.length === 0 ? (
              <tr>
                <td colSpan={part.columns.length} className="report-none">
                  {say('nothing')}
                </td>
              </tr>
            ) : null}
          </tbody>
        </table>
      </div>
      {long ? (
        <Pagination
          className="no-print"
          size="small"
          style={{ marginTop: 8 }}
          current={page}
          pageSize={PAGE}
          total={part.rows.length}
          showSizeChanger={false}
          showTotal={(all) => say('rows', { n: count(all) })}
          onChange={setPage}
        />
      ) : null}
    </section>
  );
}

interface RowProps {
  part: Part;
  row: Cell[];
  /** Of the whole part, not of the page. */
  at: number;
  span: Span;
}

function Row({ part, row, at, span }: RowProps) {
  const read = useRead();
  return (
    <tr className={isSum(part, at) ? 'report-sum' : undefined}>
      {row.map((cell, column) => (
        <td key={column} className={cellClass(cell, cellText(cell, read), isFigure(part, column))}>
          <Inside part={part} row={at} column={column} cell={cell} span={span} name={row[0] ? cellText(row[0], read) : ''} />
        </td>
      ))}
    </tr>
  );
}

/** From here on a text is given room to be read. */
const LONG = 12;

/** Numbers stand to the right; codes, days and names stay on one line, sentences get room, in a column of figures too. */
function cellClass(cell: Cell, text: string, figure: boolean): string {
  if (isNumber(cell) || (figure && text.length <= LONG)) return 'report-n';
  if (/^[\w:.+ -]*$/.test(text)) return 'report-word';
  return text.length > LONG ? 'report-long typed' : 'typed';
}

interface InsideProps {
  part: Part;
  row: number;
  column: number;
  cell: Cell;
  span: Span;
  name: string;
}

function Inside({ part, row, column, cell, span, name }: InsideProps) {
  const say = useReportWords();
  const read = useRead();
  const behind = behindCell(part, row, column, useCatalog());
  const text = cellText(cell, read);
  if (!behind || !('number' in cell)) return text;
  const label = part.columns[column]?.label;
  return (
    <FigureLink
      measure={behind.measure}
      span={span}
      under={behind.under}
      n={cell.number.units}
      text={text}
      label={say('behind', { row: name, column: label ? read(label) : '', n: text })}
    />
  );
}
