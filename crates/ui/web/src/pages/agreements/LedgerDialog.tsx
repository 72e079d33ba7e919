import { Input, Modal, Segmented, Table } from 'antd';
import { useState } from 'react';
import { useCatalog } from '../../api/catalog';
import { useRecords } from '../../api/records';
import type { RowShown } from '../../api/types';
import { EmptyHint } from '../../components/EmptyHint';
import { useLater } from '../../components/form/inputs/useLater';
import { LinkButton } from '../../components/LinkButton';
import { ProblemNote } from '../../components/ProblemNote';
import { useRead } from '../../i18n/words';
import { NOBODY, type Typed } from './parties';
import { useAgreementWords } from './words';

const LEDGERS = ['driver', 'key_vehicle'];
const MOST = 500;

interface Props {
  /** The village that is looked into. */
  under: string;
  onChosen: (parties: Typed[]) => void;
  onClose: () => void;
}

/** Drivers and owners of the ledgers, to be ticked; their telephone and address come along. */
export function LedgerDialog({ under, onChosen, onClose }: Props) {
  const say = useAgreementWords();
  const read = useRead();
  const book = useCatalog();
  const [ledger, setLedger] = useState('driver');
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<RowShown[]>([]);
  const words = useLater(typed).trim();
  const page = useRecords({ kind: ledger, status: 'active', under, words: words || undefined, limit: MOST });
  const take = () => {
    onChosen(chosen.map((row) => ({ ...NOBODY, from: row.id, division: row.division, shown: row.title })));
    onClose();
  };
  return (
    <Modal
      open
      width={760}
      title={say('from_ledger')}
      okText={say('take', { n: chosen.length })}
      okButtonProps={{ disabled: chosen.length === 0 }}
      onOk={take}
      onCancel={onClose}
    >
      <div className="agreement-filters">
        <Segmented
          value={ledger}
          options={LEDGERS.map((name) => ({ value: name, label: read(book.kind(name)?.label ?? { zh: name, en: name }) }))}
          onChange={setLedger}
        />
        <Input
          allowClear
          style={{ maxWidth: 260 }}
          aria-label={say('search')}
          placeholder={say('search')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      {page.error ? <ProblemNote error={page.error} /> : null}
      <Table<RowShown>
        virtual
        size="small"
        rowKey="id"
        scroll={{ y: 320, x: 640 }}
        pagination={false}
        loading={page.isPending && !page.error}
        dataSource={page.data?.rows}
        rowSelection={{
          columnWidth: 56,
          selectedRowKeys: chosen.map((row) => row.id),
          preserveSelectedRowKeys: true,
          onChange: (_, rows) => setChosen(rows),
        }}
        locale={{ emptyText: <Nobody ledger={ledger} /> }}
        columns={[
          { key: 'title', title: say('col_name'), dataIndex: 'title', ellipsis: true },
          { key: 'place', title: say('village'), width: 200, render: (_, row) => row.place.split('/').at(-1) },
        ]}
      />
      {(page.data?.all ?? 0) > MOST ? <p className="hint">{say('ledger_more', { n: MOST, all: page.data?.all ?? 0 })}</p> : null}
    </Modal>
  );
}

function Nobody({ ledger }: { ledger: string }) {
  const say = useAgreementWords();
  return (
    <EmptyHint hint={say('ledger_empty')}>
      <LinkButton to={`/k/${ledger}/new`}>{say('ledger_new')}</LinkButton>
    </EmptyHint>
  );
}
