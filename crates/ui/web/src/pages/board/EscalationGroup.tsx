import { Button, Flex, Skeleton, Table } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useState } from 'react';
import { Link } from 'react-router';
import { useCatalog } from '../../api/catalog';
import { useProposals } from '../../api/proposals';
import type { ProposalGroup, Proposed } from '../../api/types';
import { ProblemNote } from '../../components/ProblemNote';
import { DaysLeft } from '../../components/StatusTag';
import { useRead } from '../../i18n/words';
import { useSession } from '../../session/SessionContext';
import { proposalKey } from './answering';
import { useBoardWords } from './words';

const PAGE = 10;
/** Those of a group that are listed at once; as they are answered, others follow. */
const LISTED = 200;

interface Props {
  under: string | undefined;
  group: ProposalGroup;
  onOne: (proposed: Proposed) => void;
  onSeveral: (chosen: Proposed[]) => void;
}

/**
 * Proposals of one sort, to be looked at and sent one by one or several at once. The table scrolls in a frame
 * of ours: antd's own would add a hidden second box to mark all, which the keyboard reaches.
 */
export function EscalationGroup({ under, group, onOne, onSeveral }: Props) {
  const say = useBoardWords();
  const read = useRead();
  const { role } = useSession();
  const kind = useCatalog().kind(group.answered_by ?? '');
  const page = useProposals({ under, group: group.key, limit: LISTED });
  const rows = page.data?.rows ?? [];
  const [marked, setMarked] = useState<string[]>([]);
  const may = kind?.create.includes(role) ?? false;
  const chosen = rows.filter((row) => marked.includes(proposalKey(row)));
  const columns = useColumns(kind !== undefined, may, onOne);
  const title = say('group', { label: read(group.label), n: group.all });
  if (page.isPending) return <Skeleton active />;
  if (page.error && !page.data) return <ProblemNote error={page.error} onAgain={() => void page.refetch()} />;
  return (
    <div className="escalations">
      <Flex wrap align="center" gap={12} style={{ marginBottom: 8 }}>
        {may ? (
          <Button
            disabled={chosen.length === 0}
            title={chosen.length === 0 ? say('choose_some') : undefined}
            onClick={() => onSeveral(chosen)}
          >
            {say('answer_chosen', { n: chosen.length })}
          </Button>
        ) : null}
        {group.all > rows.length ? <span className="note">{say('listed_of', { all: group.all, n: rows.length })}</span> : null}
        {kind && !may ? <span className="note">{say('not_yours', { kind: read(kind.label) })}</span> : null}
      </Flex>
      <Table<Proposed>
        size="small"
        rowKey={proposalKey}
        columns={columns}
        dataSource={rows}
        pagination={{ pageSize: PAGE, hideOnSinglePage: true, showSizeChanger: false }}
        rowSelection={
          may
            ? {
                selectedRowKeys: marked,
                onChange: (keys) => setMarked(keys.map(String)),
                getCheckboxProps: (row) => ({ 'aria-label': row.row.title }),
                getTitleCheckboxProps: () => ({ 'aria-label': title }),
              }
            : undefined
        }
      />
    </div>
  );
}

function useColumns(answered: boolean, may: boolean, onAnswer: (one: Proposed) => void): ColumnsType<Proposed> {
  const say = useBoardWords();
  return [
    {
      key: 'about',
      title: say('about'),
      render: (_, { row }) => (
        <Link to={`/r/${row.id}`} className="typed">
          {[row.number, row.title].filter(Boolean).join(' ')}
        </Link>
      ),
    },
    { key: 'place', title: say('place'), render: (_, { row }) => <span className="typed">{row.place}</span> },
    {
      key: 'due',
      title: say('due'),
      render: (_, { row }) => (
        <Flex gap={8} wrap>
          {row.due_on} <DaysLeft days={row.days_left} />
        </Flex>
      ),
    },
    {
      key: 'since',
      title: say('since'),
      render: (_, one) => (
        <>
          {one.since}
          {one.holidays_unknown ? <div className="note">{say('holidays_unknown')}</div> : null}
        </>
      ),
    },
    {
      key: 'answer',
      title: say('act'),
      align: 'right',
      render: (_, one) => {
        if (may) return <Button onClick={() => onAnswer(one)}>{say('answer')}</Button>;
        return answered ? null : <Link to={`/r/${one.row.id}`}>{say('go')}</Link>;
      },
    },
  ];
}
