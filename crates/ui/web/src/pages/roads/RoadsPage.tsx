import { Flex, Input, Select, Spin } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useDivisions } from '../../api/divisions';
import { useRoads } from '../../api/map';
import { EmptyHint } from '../../components/EmptyHint';
import { PageHead } from '../../components/PageHead';
import { PickLine } from '../../components/PickLine';
import { ProblemNote } from '../../components/ProblemNote';
import { useSession } from '../../session/SessionContext';
import { RoadPane } from './RoadPane';
import { useRoadsWords } from './words';
import './roads.css';

/** Every road that records lie on, and each drawn as a straight line with what lies on it. */
export default function RoadsPage() {
  const say = useRoadsWords();
  const [query, setQuery] = useSearchParams();
  const under = query.get('under') ?? undefined;
  const roads = useRoads(under);
  const road = query.get('road') ?? roads.data?.[0];
  const change = (name: string, value: string) => {
    setQuery(
      (now) => {
        const next = new URLSearchParams(now);
        next.delete('id');
        if (name === 'under') next.delete('road');
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  };
  return (
    <>
      <PageHead title={say('title')} />
      {roads.error ? <ProblemNote error={roads.error} onAgain={() => void roads.refetch()} /> : null}
      <div className="roads">
        <RoadList roads={roads.data} chosen={road} under={under} onChange={change} />
        <section className="roads-main" aria-label={road ?? say('choose')}>
          {road ? <RoadPane key={road} road={road} /> : null}
          {roads.data && !road ? <EmptyHint hint={say('none')} /> : null}
        </section>
      </div>
    </>
  );
}

interface ListProps {
  roads: string[] | undefined;
  chosen: string | undefined;
  under: string | undefined;
  onChange: (name: string, value: string) => void;
}

function RoadList({ roads, chosen, under, onChange }: ListProps) {
  const say = useRoadsWords();
  const { unit } = useSession();
  const divisions = useDivisions(unit.code);
  const [words, setWords] = useState('');
  const fitting = (roads ?? []).filter((road) => road.toLowerCase().includes(words.trim().toLowerCase()));
  const places = [
    { value: '', label: say('everywhere') },
    ...(divisions.data ?? []).map((division) => ({ value: division.code, label: division.name })),
  ];
  return (
    <nav className="roads-list" aria-label={say('roads')}>
      <Flex vertical gap={6} style={{ padding: 8 }}>
        <Select
          aria-label={say('where')}
          value={under ?? ''}
          options={places}
          onChange={(code) => onChange('under', code)}
          showSearch={{ optionFilterProp: 'label' }}
        />
        <Input
          aria-label={say('find')}
          placeholder={say('find')}
          value={words}
          maxLength={60}
          allowClear
          onChange={(event) => setWords(event.target.value)}
        />
      </Flex>
      {roads ? null : <Spin style={{ margin: 16 }} />}
      {roads && roads.length > 0 && fitting.length === 0 ? <p className="roads-none">{say('none_found')}</p> : null}
      <ul>
        {fitting.map((road) => (
          <PickLine key={road} chosen={road === chosen} onChoose={() => onChange('road', road)}>
            {road}
          </PickLine>
        ))}
      </ul>
    </nav>
  );
}
