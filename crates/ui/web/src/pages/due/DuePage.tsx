import { Flex, Segmented } from 'antd';
import { Link, useSearchParams } from 'react-router';
import { useDue } from '../../api/board';
import { PageHead } from '../../components/PageHead';
import { ProblemNote } from '../../components/ProblemNote';
import { PAGE, RowList } from '../../components/RowList';
import { Section } from '../../components/Section';
import { DivisionChooser } from '../../components/span/DivisionChooser';
import { spanQuery } from '../../components/span/span';
import { BANDS, readBand, type DueFilter } from './bands';
import { useDueWords } from './words';

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
  const page = Math.max(1, Number(query.get('page')) || 1);
  const due = useDue({ ...filter, skip: (page - 1) * PAGE, limit: PAGE });
  const all = due.data?.all;
  const about = filter.day ? say('on_day', { day: filter.day }) : say(filter.band ?? 'all');
  const choose = (next: Partial<Record<'under' | 'band' | 'day' | 'page', string | undefined>>) =>
    setQuery((before) => {
      const after = new URLSearchParams(before);
      after.delete('page');
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
      <Section title={about} actions={all === undefined ? null : <span>{say('count', { n: all })}</span>}>
        <RowList
          rows={due.data?.rows}
          loading={due.isFetching}
          empty={say('empty')}
          paged={{ page, all: all ?? 0, turn: (number) => choose({ page: String(number) }) }}
        />
      </Section>
    </>
  );
}
