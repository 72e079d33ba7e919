import { DownloadOutlined, UploadOutlined } from '@ant-design/icons';
import { Alert, Button, Checkbox, Flex, Progress } from 'antd';
import { useState } from 'react';
import { useSaveBundle, useTakeBundle } from '../../api/stick';
import type { StickTaken } from '../../api/types';
import { FilePick } from '../../components/FilePick';
import { ProblemNote } from '../../components/ProblemNote';
import { Section } from '../../components/Section';
import { useRead } from '../../i18n/words';
import { useStickWords } from './stickWords';

/** What is carried by hand: away from a laptop, and to either end. */
export function StickSection({ laptop }: { laptop: boolean }) {
  const say = useStickWords();
  const out = useSaveBundle();
  const [sent, setSent] = useState(0);
  const [originals, setOriginals] = useState(false);
  const take = useTakeBundle(setSent);
  const answer = take.data?.answer;
  const save = (word?: string) => {
    if (!word) take.reset();
    out.mutate({ answer: word, originals });
  };
  return (
    <Section title={say('title')} note={laptop ? say('note_laptop') : say('note_office')}>
      <Flex wrap gap={12}>
        {laptop ? (
          <Button size="large" icon={<DownloadOutlined aria-hidden />} loading={out.isPending} onClick={() => save()}>
            {say('export')}
          </Button>
        ) : null}
        <FilePick
          size="large"
          icon={<UploadOutlined aria-hidden />}
          loading={take.isPending}
          label={say('import')}
          accept=".xlb"
          onPick={(file) => {
            // What was said of the last file is over.
            out.reset();
            setSent(0);
            take.mutate(file);
          }}
        />
      </Flex>
      {laptop ? (
        <Checkbox style={{ marginBlockStart: 12 }} checked={originals} onChange={(event) => setOriginals(event.target.checked)}>
          {say('originals')}
        </Checkbox>
      ) : null}
      {take.isPending ? <Sending done={sent} /> : null}
      {take.error ? <Outcome><ProblemNote error={take.error} /></Outcome> : null}
      {take.data ? <Outcome><Taken taken={take.data} laptop={laptop} /></Outcome> : null}
      {answer ? (
        <Button type="primary" size="large" icon={<DownloadOutlined aria-hidden />} loading={out.isPending} onClick={() => save(answer)}>
          {say('save_answer')}
        </Button>
      ) : null}
      {out.error ? <Outcome><ProblemNote error={out.error} /></Outcome> : null}
      {out.data ? <Outcome><Saved saved={out.data} laptop={laptop} /></Outcome> : null}
    </Section>
  );
}

/** What was saved, with how many photos, and what is to be done with it. */
function Saved({ saved, laptop }: { saved: { name: string; photos: Record<'sent' | 'left' | 'lost' | 'wanted', number> }; laptop: boolean }) {
  const say = useStickWords();
  const { sent, left, lost, wanted } = saved.photos;
  return (
    <Alert
      type={lost > 0 ? 'warning' : 'success'}
      role="status"
      title={say('saved', { name: saved.name })}
      description={
        <>
          {sent > 0 ? <div>{say('photos_sent', { n: sent })}</div> : null}
          {left > 0 ? <div>{say('photos_left', { n: left })}</div> : null}
          {lost > 0 ? <div>{say('photos_lost', { n: lost })}</div> : null}
          {wanted > 0 ? <div>{say('photos_wanted', { n: wanted })}</div> : null}
          <div>{say(laptop ? 'saved_laptop' : 'saved_office')}</div>
        </>
      }
    />
  );
}

function Outcome({ children }: { children: React.ReactNode }) {
  return <div style={{ marginBlock: 12 }}>{children}</div>;
}

function Sending({ done }: { done: number }) {
  const say = useStickWords();
  const pct = Math.floor(done * 100);
  return (
    <>
      <Progress percent={pct} status="active" aria-label={say('sending', { pct })} />
      <div role="status">{done < 1 ? say('sending', { pct }) : say('taking')}</div>
    </>
  );
}

function Taken({ taken, laptop }: { taken: StickTaken; laptop: boolean }) {
  const say = useStickWords();
  const read = useRead();
  const fine = taken.problems.length === 0;
  return (
    <Alert
      type={fine ? 'success' : 'warning'}
      role="status"
      title={say(fine ? 'taken' : 'taken_partly')}
      description={
        <>
          {[...taken.lines, ...taken.problems].map((line, at) => (
            <div key={at} className="typed">{read(line)}</div>
          ))}
          {laptop || !taken.answer ? null : <div>{say('answer_hint')}</div>}
        </>
      }
    />
  );
}
