import { Alert, App, Button } from 'antd';
import { fieldLabel, useCatalog } from '../../api/catalog';
import { useResolve } from '../../api/records';
import { run } from '../../api/run';
import type { Rival, Rivals, Sheet } from '../../api/types';
import { useRead } from '../../i18n/words';
import { moment } from '../../look/format';
import { ProblemNote } from '../ProblemNote';
import { Section } from '../Section';
import { useSheetWords } from './words';

/** A step that was illegal at its place is settled under this name. */
const STEP = 'status';

/** Every side of what people disagree about; one press settles it and says what that does. */
export function Conflicts({ sheet }: { sheet: Sheet }) {
  const say = useSheetWords();
  return (
    <Section title={say('conflicts')}>
      <Alert type="warning" title={say('conflicts_hint')} style={{ marginBottom: 12 }} />
      {sheet.conflicts.map((rivals) => (
        <One key={rivals.field} sheet={sheet} rivals={rivals} />
      ))}
    </Section>
  );
}

function One({ sheet, rivals }: { sheet: Sheet; rivals: Rivals }) {
  const say = useSheetWords();
  const read = useRead();
  const { message } = App.useApp();
  const resolve = useResolve(sheet.row.id);
  const kind = useCatalog().kind(sheet.row.kind);
  const isStep = rivals.field === STEP;
  const take = (rival: Rival) => {
    const told = () => void message.success(say(isStep ? 'conflict_dismissed' : 'conflict_taken'));
    run(resolve, { field: rivals.field, device: rival.device }, told);
  };
  return (
    <div className="conflict">
      <h3>{isStep ? say('conflict_step') : read(fieldLabel(kind, rivals.field))}</h3>
      {isStep ? <p>{say('conflict_step_hint')}</p> : null}
      {resolve.error ? <ProblemNote error={resolve.error} /> : null}
      <ul className="plain-list">
        {rivals.values.map((rival) => (
          <li key={`${rival.device} ${rival.at_ms}`} className="side">
            <Side rival={rival} />
            {rivals.mine ? (
              <Button loading={resolve.isPending} onClick={() => take(rival)}>
                {isStep ? say('conflict_dismiss') : say('conflict_take')}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {rivals.mine ? null : <p className="quiet">{say('conflict_not_mine')}</p>}
    </div>
  );
}

/** What somebody wrote; who, as what, where, on which device and when. */
function Side({ rival }: { rival: Rival }) {
  const say = useSheetWords();
  const read = useRead();
  const by = { by: rival.by, role: read(rival.role), unit: rival.unit };
  return (
    <div className="typed side-text">
      <strong>{read(rival.text) || '—'}</strong>
      <div className="quiet" title={rival.device}>
        {say('history_by', by)} · {say('conflict_device', { device: rival.device.slice(0, 8), time: moment(rival.at_ms) })}
      </div>
    </div>
  );
}
