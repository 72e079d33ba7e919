import { Flex, Segmented } from 'antd';
import { Link, useSearchParams } from 'react-router';
import { useDue } from '../../api/board';
import { PageHead } from '../../components/PageHead';
import { ProblemNote } from '../../components/ProblemNote';
import { RowList } from '../../components/RowList';
import { Section } from '../../components/Section';
import { DivisionChooser } from '../../components/span/DivisionChooser';
import { spanQuery } from '../../components/span/span';
import { BANDS, fits, readBand, type DueFilter } from './bands';
import { useDueWords } from './words';

/** Far enough ahead for every deadline that runs. */
const EVERY_DAY = 36_500;

const CHOICES = ['every', 'overdue', ...BANDS] as const;

/** The records of a part of the deadline board: of a colour, or of one day. */
export default function DuePage() {
  const say = useDueWords();
  const [query, setQuery] = useSearchParams();
  const filter: DueFilter = {
    under: query.get('under') ?? undefined,
    band: readBand(query.get('band')),
    day: query.get('day') ?? undefined,
  };
  const due = useDue(filter.under, EVERY_DAY);
  const rows = due.data?.filter((row) => fits(row, filter));
  const about = filter.day ? say('on_day', { day: filter.day }) : say(filter.band ?? 'all');
  const choose = (next: Partial<Record<'under' | 'band' | 'day', string | undefined>>) =>
    setQuery((before) => {
      const after = new URLSearchParams(before);
      for (const [name, value] of Object.entries(next)) {
        if (value) after.set(name, value);
        else after.delete(name);
      }
      return after;
    });
  return (
    <>
      <PageHead
        title={say('title')}
        beside={<Link to={`/board?${spanQuery({ under: filter.under })}`}>{say('board')}</Link>}
        actions={
          <Flex wrap gap={8} align="center" style={{ minWidth: 0 }}>
            <DivisionChooser under={filter.under} onUnder={(under) => choose({ under })} />
            <Segmented<string>
              aria-label={say('bands')}
              value={filter.band ?? 'every'}
              options={CHOICES.map((band) => ({ value: band, label: say(band) }))}
              onChange={(band) => choose({ band: readBand(band), day: undefined })}
            />
          </Flex>
        }
      />
      {due.error ? <ProblemNote error={due.error} onAgain={() => void due.refetch()} /> : null}
      <Section title={about} actions={rows ? <span>{say('count', { n: rows.length })}</span> : null}>
        <RowList rows={rows} loading={due.isPending} empty={say('empty')} />
      </Section>
    </>
  );
}
