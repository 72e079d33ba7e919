import { PlusOutlined } from '@ant-design/icons';
import { Button, Flex } from 'antd';
import { FieldRow } from '../../components/form/FieldRow';
import type { FormState } from '../../components/form/types';
import { namesOf } from '../../components/form/values';
import { useRead } from '../../i18n/words';
import { phrasesFor, withPhrase } from './phrases';
import { useHazardWords } from './words';

/** What it looks like, with the usual sentences of the chosen kinds. */
export function Description({ form }: { form: FormState }) {
  const say = useHazardWords();
  const read = useRead();
  const phrases = phrasesFor(namesOf(form.values.kinds ?? ''));
  const said = form.values.description ?? '';
  return (
    <div style={{ marginBottom: 14 }}>
      <FieldRow form={form} name="description" />
      {phrases.length > 0 ? (
        <Flex wrap gap={6} align="center" role="group" aria-label={say('phrases')}>
          <span className="hint">{say('phrases')}</span>
          {phrases.map((phrase) => (
            <Button
              key={phrase.zh}
              size="small"
              icon={<PlusOutlined />}
              onClick={() => form.set('description', withPhrase(said, read(phrase)))}
            >
              {read(phrase)}
            </Button>
          ))}
        </Flex>
      ) : null}
    </div>
  );
}
