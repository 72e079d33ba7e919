import { Alert, Button } from 'antd';
import { Link } from 'react-router';
import { fileAddress } from '../../api/files';
import { useSheet } from '../../api/records';
import type { NearRow } from '../../api/types';
import { Section } from '../../components/Section';
import { DaysLeft, StatusTag } from '../../components/StatusTag';
import { useHazardWords } from './words';
import './hazard.css';

/** So many candidates with their photos; more would hide the form on a small screen. */
const MOST = 3;

/** Hazards that may be the same one, beside the form while it is filled. */
export function NearPane({ near }: { near: NearRow[] }) {
  const say = useHazardWords();
  return (
    <aside id="near" aria-label={say('near_title')} aria-live="polite">
      <Section title={say('near_title')}>
        {near.length === 0 ? <p className="hint">{say('near_none')}</p> : null}
        {near.length > 0 ? <Alert type="warning" title={say('near_same')} style={{ marginBottom: 12 }} /> : null}
        {near.slice(0, MOST).map((one) => (
          <Candidate key={one.row.id} near={one} />
        ))}
      </Section>
    </aside>
  );
}

/** Where the candidates stand below the form, a line beside road and stake says that there are some. */
export function NearTold({ near }: { near: NearRow[] }) {
  const say = useHazardWords();
  if (near.length === 0) return null;
  const look = () => document.getElementById('near')?.scrollIntoView({ block: 'start' });
  return (
    <div className="near-told">
      <Alert
        type="warning"
        title={say('near_told', { n: near.length })}
        action={<Button onClick={look}>{say('near_look')}</Button>}
      />
    </div>
  );
}

function Candidate({ near: { row, metres } }: { near: NearRow }) {
  const say = useHazardWords();
  const photo = useSheet(row.id).data?.photos.find((one) => one.here && one.mime.startsWith('image/'));
  return (
    <article className="near">
      {photo ? (
        <img src={fileAddress(photo.sha256, 320)} alt={say('near_photo', { title: row.title })} />
      ) : (
        <div className="near-empty">{say('near_no_photo')}</div>
      )}
      <div>
        <strong className="typed">{row.title}</strong>
        <div className="hint typed">{row.place}</div>
        <div className="near-line">
          <span>{say('near_metres', { n: metres })}</span>
          <StatusTag kind={row.kind} status={row.status} />
          <DaysLeft days={row.days_left} />
          <Link to={`/r/${row.id}`} target="_blank">
            {say('near_open')}
          </Link>
        </div>
      </div>
    </article>
  );
}
