import { LaptopOutlined, SearchOutlined } from '@ant-design/icons';
import { Alert, Button, Flex, Form, Input, Spin } from 'antd';
import { useState } from 'react';
import { ApiError } from '../../api/call';
import { goesOn, useCallNeighbour, useFindNeighbours, useNeighbour, useStopNeighbour, useWaitForNeighbour } from '../../api/neighbour';
import { run } from '../../api/run';
import type { NeighbourCall, NeighbourShown, PhotosMoved, Problem } from '../../api/types';
import { ProblemNote } from '../../components/ProblemNote';
import { Section } from '../../components/Section';
import { useRead } from '../../i18n/words';
import { count } from '../../look/format';
import { useNeighbourWords } from './neighbourWords';

/** The exchange with the laptop next to this one: one waits, the other calls. */
export function NeighbourSection() {
  const say = useNeighbourWords();
  const neighbour = useNeighbour();
  const wait = useWaitForNeighbour();
  const stop = useStopNeighbour();
  const [asking, setAsking] = useState(false);
  const [last, setLast] = useState<NeighbourCall | null>(null);
  const shown = neighbour.data;
  if (neighbour.error && !shown) return <ProblemNote error={neighbour.error} />;
  if (!shown) return null;
  const going = goesOn(shown);
  // A call that came to nothing is tried again, with what was typed.
  const failed = last !== null && shown.meeting === 'ended' && shown.problem !== null;
  const open = !going && (asking || failed);
  const ask = (wanted: boolean) => {
    setAsking(wanted);
    setLast(null);
  };
  return (
    <Section title={say('title')} note={say('note')}>
      <Flex vertical gap={12} align="stretch">
        {shown.meeting === 'waiting' ? <Waiting shown={shown} /> : null}
        {shown.meeting === 'calling' ? <Calling shown={shown} /> : null}
        {shown.meeting === 'ended' ? <Ended shown={shown} /> : null}
        {wait.error && !going ? <ProblemNote error={wait.error} /> : null}
        {stop.error ? <ProblemNote error={stop.error} /> : null}
        <Flex wrap gap={12}>
          {going ? (
            <Button size="large" loading={stop.isPending} onClick={() => stop.mutate()}>
              {say('cancel')}
            </Button>
          ) : (
            <>
              <Button size="large" icon={<LaptopOutlined aria-hidden />} loading={wait.isPending} onClick={() => run(wait, undefined, () => ask(false))}>
                {say('wait')}
              </Button>
              <Button size="large" icon={<SearchOutlined aria-hidden />} aria-expanded={open} onClick={() => ask(!open)}>
                {say('call')}
              </Button>
            </>
          )}
        </Flex>
        {open ? (
          <Caller
            last={last}
            onCalled={(call) => {
              setAsking(false);
              setLast(call);
            }}
          />
        ) : null}
      </Flex>
    </Section>
  );
}

/** What the other officer has to type, large enough to be read out. */
function Waiting({ shown }: { shown: NeighbourShown }) {
  const say = useNeighbourWords();
  return (
    <div role="status">
      <div>{say('waiting')}</div>
      <dl className="neighbour-door">
        <div>
          <dt>{say('address')}</dt>
          <dd>{shown.address}</dd>
        </div>
        <div>
          <dt>{say('code')}</dt>
          <dd>{shown.code}</dd>
        </div>
      </dl>
      <div>{say(shown.announced ? 'announced' : 'not_announced')}</div>
      <Progress shown={shown} />
      {shown.problem ? <ProblemNote error={refusal(shown.problem)} /> : null}
    </div>
  );
}

function Calling({ shown }: { shown: NeighbourShown }) {
  const say = useNeighbourWords();
  return (
    <div role="status">
      <Flex gap={8} align="center">
        <Spin size="small" aria-hidden />
        {say('calling', { address: shown.address })}
      </Flex>
      <Progress shown={shown} />
    </div>
  );
}

function Progress({ shown }: { shown: NeighbourShown }) {
  const say = useNeighbourWords();
  return (
    <>
      {shown.taken + shown.given > 0 ? <div>{say('progress', { taken: count(shown.taken), given: count(shown.given) })}</div> : null}
      <Photos photos={shown.photos} />
    </>
  );
}

/** The photos that have come, and why some have not. */
function Photos({ photos }: { photos: PhotosMoved }) {
  const say = useNeighbourWords();
  const read = useRead();
  return (
    <>
      {photos.done > 0 ? <div>{say('photos', { n: count(photos.done) })}</div> : null}
      {photos.problem ? <div>{say('photos_problem', { why: read(photos.problem) })}</div> : null}
    </>
  );
}

/** How the last meeting came out. */
function Ended({ shown }: { shown: NeighbourShown }) {
  const say = useNeighbourWords();
  if (shown.problem || shown.person === null) {
    return (
      <div>
        {shown.problem ? <ProblemNote error={refusal(shown.problem)} /> : null}
        <Progress shown={shown} />
        {shown.taken + shown.given > 0 ? <div>{say('failed_hint')}</div> : null}
      </div>
    );
  }
  const figures = { person: shown.person, taken: count(shown.taken), given: count(shown.given) };
  return (
    <Alert
      type={shown.held > 0 || shown.photos.problem ? 'warning' : 'success'}
      role="status"
      title={say('met', figures)}
      description={
        <>
          {shown.held > 0 ? <div>{say('held', { n: count(shown.held) })}</div> : null}
          <Photos photos={shown.photos} />
          <div>{say('met_hint')}</div>
        </>
      }
    />
  );
}

/** Whom to call: one that was found, or an address as it is typed, and the code. */
function Caller({ last, onCalled }: { last: NeighbourCall | null; onCalled: (call: NeighbourCall) => void }) {
  const say = useNeighbourWords();
  const find = useFindNeighbours();
  const call = useCallNeighbour();
  const [form] = Form.useForm<NeighbourCall>();
  return (
    <>
      <Flex vertical gap={8} align="start">
        <Button loading={find.isPending} onClick={() => find.mutate()}>
          {say('find')}
        </Button>
        {find.isPending ? <div role="status">{say('finding')}</div> : null}
        {find.error ? <ProblemNote error={find.error} /> : null}
        {find.data?.length === 0 ? <div role="status">{say('found_none')}</div> : null}
        {find.data && find.data.length > 0 ? (
          <ul className="neighbour-found" aria-label={say('found')}>
            {find.data.map((one) => (
              <li key={one.address}>
                <Button onClick={() => form.setFieldValue('address', one.address)}>
                  {one.unit} {one.address}
                </Button>
              </li>
            ))}
          </ul>
        ) : null}
      </Flex>
      <Form form={form} layout="vertical" requiredMark={false} className="neighbour-caller" onFinish={(asked) => run(call, asked, () => onCalled(asked))}>
        <Form.Item name="address" label={say('address')} extra={say('address_hint')} initialValue={last?.address ?? ''}>
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item name="code" label={say('code')} extra={say('code_hint')} initialValue={last?.code ?? ''}>
          <Input autoComplete="off" inputMode="numeric" maxLength={12} />
        </Form.Item>
        {call.error ? <ProblemNote error={call.error} /> : null}
        <Button type="primary" size="large" htmlType="submit" loading={call.isPending}>
          {say('go')}
        </Button>
      </Form>
    </>
  );
}

/** What the program says of a meeting, as if it had refused it just now. */
function refusal(problem: Problem): ApiError {
  return new ApiError(200, problem.code, problem.text, problem.complaints);
}
