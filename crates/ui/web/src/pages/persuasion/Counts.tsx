import { fieldLabel, useCatalog } from '../../api/catalog';
import { Section } from '../../components/Section';
import { ComplaintLines } from '../../components/form/ComplaintLines';
import type { FormState } from '../../components/form/types';
import { useRead } from '../../i18n/words';
import { Counter } from './Counter';
import { topicCount, withTopic } from './counts';
import { usePersuasionWords } from './words';

const TOPICS = 'persuasion_topic';

/** Vehicles, persons and topics, each with buttons for a thumb. */
export function Counts({ form }: { form: FormState }) {
  const say = usePersuasionWords();
  const read = useRead();
  const topics = useCatalog().codes(TOPICS)?.codes ?? [];
  const list = form.values.topics ?? '';
  return (
    <>
      <Section title={say('how_many')}>
        <div className="counters counters-large">
          <Plain form={form} name="vehicles" />
          <Plain form={form} name="persons" />
        </div>
      </Section>
      <Section title={say('topics')} beside={<span className="hint">{say('topics_hint')}</span>}>
        <div className="counters">
          {topics.map((topic) => (
            <Counter
              key={topic.code}
              id={`topic-${topic.code}`}
              label={read(topic.label)}
              text={topicCount(list, topic.code)}
              describedBy="field-topics-said"
              onText={(count) => form.set('topics', withTopic(list, topic.code, count))}
            />
          ))}
        </div>
        <ComplaintLines id="field-topics-said" complaints={form.complaints('topics')} />
      </Section>
    </>
  );
}

function Plain({ form, name }: { form: FormState; name: string }) {
  const read = useRead();
  return (
    <div>
      <Counter
        large
        id={`field-${name}`}
        label={read(fieldLabel(form.kind, name))}
        text={form.values[name] ?? ''}
        steps={[1, 10]}
        describedBy={`field-${name}-said`}
        onText={(text) => form.set(name, text)}
      />
      <ComplaintLines id={`field-${name}-said`} complaints={form.complaints(name)} />
    </div>
  );
}
