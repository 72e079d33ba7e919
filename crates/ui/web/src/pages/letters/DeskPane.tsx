import { Alert } from 'antd';
import { fieldOf, useCatalog } from '../../api/catalog';
import { useSheet } from '../../api/records';
import type { Sheet } from '../../api/types';
import { RecordBrief } from '../../components/brief/RecordBrief';
import { HazardChain } from '../../components/chain/HazardChain';
import { PaperFrame } from '../../components/PaperFrame';
import { useRead } from '../../i18n/words';
import { useLettersWords } from './words';

interface Props {
  id: string;
  kind: string;
}

/** The chosen record; a letter with its paper and the chain of the hazard it is about. */
export function DeskPane({ id, kind }: Props) {
  return kind === 'letter' ? <LetterPane id={id} /> : <RecordBrief id={id} />;
}

function LetterPane({ id }: { id: string }) {
  const say = useLettersWords();
  const sheet = useSheet(id);
  const hazard = sheet.data?.refers.find(([field]) => field === 'hazard')?.[1];
  return (
    <div className="letter-pane">
      <div>
        {hazard ? <ChainOf id={hazard.id} /> : null}
        <RecordBrief id={id} />
      </div>
      <section aria-label={say('preview')}>
        {sheet.data ? (
          <PaperFrame key={sheet.data.digest} id={id}>
            <LetterText sheet={sheet.data} />
          </PaperFrame>
        ) : null}
      </section>
    </div>
  );
}

function ChainOf({ id }: { id: string }) {
  const say = useLettersWords();
  const hazard = useSheet(id);
  if (!hazard.data) return null;
  return (
    <section aria-label={say('of_hazard')}>
      <h2>{say('of_hazard')}</h2>
      <HazardChain sheet={hazard.data} />
    </section>
  );
}

/** The letter as it reads, where no paper can be printed of it. */
function LetterText({ sheet }: { sheet: Sheet }) {
  const say = useLettersWords();
  const read = useRead();
  const book = useCatalog();
  const text = (name: string) => {
    const shown = sheet.fields.find((one) => one.field === name);
    return shown ? read(shown.text) : '';
  };
  const type = fieldOf(book.kind(sheet.row.kind), 'type');
  return (
    <>
      <Alert type="info" title={say('draft_note')} style={{ marginBottom: 8 }} />
      <article className="letter-text typed">
        <p className="letter-from">{text('from_org')}</p>
        <h2>{text('type') || (type ? read(type.label) : '')}</h2>
        <p className="letter-number">{text('number') || say('no_number')}</p>
        <p>{`${text('to_org')}：`}</p>
        <p>{text('body')}</p>
        {text('legal_basis') ? <p>{text('legal_basis')}</p> : null}
        {text('due') ? <p>{say('due', { day: text('due') })}</p> : null}
        <p className="letter-sign">{text('from_org')}</p>
      </article>
    </>
  );
}
