import { Progress } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { fieldLabel, fieldOf, useCatalog } from '../../api/catalog';
import type { Sheet } from '../../api/types';
import { DaysLeft, StatusTag } from '../../components/StatusTag';
import { useRead } from '../../i18n/words';
import { STATUS, deadlineColour } from '../../look/theme';
import { useSession } from '../../session/SessionContext';
import { cycleOf, termOf, textOf, valueOf } from './stages';
import { useSupervisionWords } from './words';

const FACTS = ['level', 'supervising_org', 'notice_no', 'resp_org', 'resp_person', 'matter', 'lift_doc', 'lifted_on'];

/** What a headquarters looks at first of a listing. */
export function ListingFacts({ sheet }: { sheet: Sheet }) {
  const say = useSupervisionWords();
  const read = useRead();
  const kind = useCatalog().kind(sheet.row.kind);
  const shown = FACTS.flatMap((name) => sheet.fields.filter((field) => field.field === name));
  return (
    <>
      <Hazard sheet={sheet} />
      <TermPart sheet={sheet} />
      <CyclePart sheet={sheet} />
      <Part title={say('facts')}>
        <dl className="listing-facts">
          {shown.map((field) => (
            <div key={field.field}>
              <dt>{read(fieldLabel(kind, field.field))}</dt>
              <dd className="typed">{read(field.text)}</dd>
            </div>
          ))}
        </dl>
      </Part>
      <Five sheet={sheet} />
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="listing-part">
      <h3>{title}</h3>
      {children}
    </div>
  );
}

function Hazard({ sheet }: { sheet: Sheet }) {
  const say = useSupervisionWords();
  const row = sheet.refers.find(([field]) => field === 'hazard')?.[1];
  return (
    <Part title={say('hazard')}>
      {row ? (
        <p className="typed">
          <Link to={`/r/${row.id}`}>{[row.number, row.title].filter(Boolean).join(' ')}</Link>{' '}
          <StatusTag kind={row.kind} status={row.status} /> <DaysLeft days={row.days_left} />
          <br />
          {row.place}
        </p>
      ) : (
        <p>{say('no_hazard')}</p>
      )}
    </Part>
  );
}

function TermPart({ sheet }: { sheet: Sheet }) {
  const say = useSupervisionWords();
  const { today } = useSession();
  const term = termOf(textOf(sheet, 'listed_on'), textOf(sheet, 'term_due'), today);
  if (!term) return <Part title={say('term_left')}>{say('no_term')}</Part>;
  const line = say('term_line', { from: term.from, to: term.to, n: term.days, gone: term.gone });
  return (
    <Part title={say('term_left')}>
      <p>
        {line} <DaysLeft days={sheet.row.days_left} />
      </p>
      <Progress
        percent={term.pct}
        aria-label={line}
        showInfo={false}
        strokeColor={STATUS[deadlineColour(sheet.row.days_left)]}
      />
    </Part>
  );
}

function CyclePart({ sheet }: { sheet: Sheet }) {
  const say = useSupervisionWords();
  const { today } = useSession();
  const cycle = cycleOf(textOf(sheet, 'listed_on'), valueOf(sheet, 'report_cycle_days'), today);
  return (
    <Part title={say('cycle')}>
      {cycle ? (
        <p>
          {say('cycle_line', { n: cycle.every, day: cycle.next })}
          <br />
          {say('cycle_dates', { n: cycle.due })}
        </p>
      ) : (
        <p>{say('cycle_none')}</p>
      )}
    </Part>
  );
}

/** Five things must be filled before a listing passes its re-inspection. */
function Five({ sheet }: { sheet: Sheet }) {
  const say = useSupervisionWords();
  const read = useRead();
  const field = fieldOf(useCatalog().kind(sheet.row.kind), 'wuluoshi');
  if (field?.type !== 'struct') return null;
  const value = valueOf(sheet, 'wuluoshi');
  const said = value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
  const text = (name: string) => (typeof said[name] === 'string' ? said[name] : '');
  const n = field.item.filter((item) => text(item.name) !== '').length;
  return (
    <Part title={say('five')}>
      <p>{say('five_line', { n, all: field.item.length })}</p>
      <dl className="listing-facts">
        {field.item.map((item) => (
          <div key={item.name}>
            <dt>{read(item.label)}</dt>
            <dd className="typed">{text(item.name) || say('not_filled')}</dd>
          </div>
        ))}
      </dl>
    </Part>
  );
}
