import { Alert, App, Button, Table } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { fieldLabel, useCatalog } from '../../api/catalog';
import { useResolve } from '../../api/records';
import type { Rival, Rivals, Sheet } from '../../api/types';
import { useRead } from '../../i18n/words';
import { moment } from '../../look/format';
import { ProblemNote } from '../ProblemNote';
import { Section } from './Section';
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
    resolve.mutate(
      { field: rivals.field, device: rival.device },
      { onSuccess: () => void message.success(say('conflict_taken')) },
    );
  };
  const columns: ColumnsType<Rival> = [
    { title: say('col_value'), render: (_, one) => <strong className="typed">{read(one.text) || '—'}</strong> },
    { title: say('col_who'), render: (_, one) => <span className="typed">{`${one.by} · ${read(one.role)}`}</span> },
    { title: say('col_unit'), dataIndex: 'unit' },
    { title: say('col_device'), render: (_, one) => <span title={one.device}>{one.device.slice(0, 8)}</span> },
    { title: say('col_when'), render: (_, one) => moment(one.at_ms) },
    {
      title: say('col_do'),
      render: (_, one) =>
        rivals.mine ? (
          <Button loading={resolve.isPending} onClick={() => take(one)}>
            {isStep ? say('conflict_dismiss') : say('conflict_take')}
          </Button>
        ) : (
          <span className="quiet">{say('conflict_not_mine')}</span>
        ),
    },
  ];
  return (
    <div className="conflict">
      <h3>{isStep ? say('conflict_step') : read(fieldLabel(kind, rivals.field))}</h3>
      {isStep ? <p>{say('conflict_step_hint')}</p> : null}
      {resolve.error ? <ProblemNote error={resolve.error} /> : null}
      <Table<Rival>
        size="small"
        rowKey={(one) => `${one.device} ${one.at_ms}`}
        pagination={false}
        columns={columns}
        dataSource={rivals.values}
        scroll={{ x: 'max-content' }}
      />
    </div>
  );
}
