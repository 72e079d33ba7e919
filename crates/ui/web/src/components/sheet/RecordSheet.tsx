import { Button, Drawer, Flex, Skeleton } from 'antd';
import { useState } from 'react';
import { useCatalog } from '../../api/catalog';
import { useSheet } from '../../api/records';
import type { Offer, Sheet } from '../../api/types';
import { useRead } from '../../i18n/words';
import { moment } from '../../look/format';
import { KindForm } from '../form/KindForm';
import { useFormWords } from '../form/words';
import { PageHead } from '../PageHead';
import { ProblemNote } from '../ProblemNote';
import { DaysLeft, Mark, StatusTag } from '../StatusTag';
import { useCommonWords } from '../words';
import { Clocks } from './Clocks';
import { Conflicts } from './Conflicts';
import { Fields } from './Fields';
import { History } from './History';
import { Links } from './Links';
import { Offers } from './Offers';
import { Papers } from './Papers';
import { Photos } from './Photos';
import { useSheetWords } from './words';
import './sheet.css';

/** What a form is open for: a change, or a step. */
type Opened = 'edit' | Offer | null;

/** Everything about one record, and what can be done with it. */
export function RecordSheet({ id }: { id: string }) {
  const [unmask, setUnmask] = useState<string>();
  const sheet = useSheet(id, unmask);
  if (sheet.error && !sheet.data) return <ProblemNote error={sheet.error} onAgain={() => void sheet.refetch()} />;
  if (!sheet.data) return <Skeleton active />;
  return <Loaded sheet={sheet.data} onUnmask={setUnmask} />;
}

function Loaded({ sheet, onUnmask }: { sheet: Sheet; onUnmask: (reason: string) => void }) {
  const say = useSheetWords();
  const [opened, setOpened] = useState<Opened>(null);
  const title = useTitle(sheet);
  return (
    <>
      <PageHead
        title={title}
        beside={<Beside sheet={sheet} />}
        actions={sheet.may_edit.length > 0 ? <Button onClick={() => setOpened('edit')}>{say('edit')}</Button> : null}
      />
      <div className="sheet">
        <Flex vertical gap={12}>
          {sheet.conflicts.length > 0 ? <Conflicts sheet={sheet} /> : null}
          <Offers offers={sheet.offers} onOpen={setOpened} />
          <Fields sheet={sheet} onUnmask={onUnmask} />
          <Photos sheet={sheet} />
          <History id={sheet.row.id} />
        </Flex>
        <Flex vertical gap={12}>
          {sheet.clocks.length > 0 ? <Clocks clocks={sheet.clocks} /> : null}
          <Papers id={sheet.row.id} />
          <Links sheet={sheet} />
        </Flex>
      </div>
      <FormDrawer sheet={sheet} opened={opened} title={title} onClose={() => setOpened(null)} />
    </>
  );
}

function useTitle(sheet: Sheet): string {
  const read = useRead();
  const kind = useCatalog().kind(sheet.row.kind);
  return sheet.row.title || (kind ? read(kind.label) : sheet.row.id);
}

function Beside({ sheet }: { sheet: Sheet }) {
  const say = useSheetWords();
  const common = useCommonWords();
  const { row } = sheet;
  return (
    <Flex wrap align="center" gap="4px 12px">
      <StatusTag kind={row.kind} status={row.status} />
      <DaysLeft days={row.days_left} />
      {row.unsent ? <Mark colour="none">{common('unsent')}</Mark> : null}
      {row.number ? <span className="typed">{row.number}</span> : null}
      <span className="typed">{row.place}</span>
      <span className="quiet">{say('saved_at', { time: moment(row.updated_ms) })}</span>
    </Flex>
  );
}

/** The form of a change or a step, beside the sheet; closing it keeps what was typed. */
function FormDrawer({ sheet, opened, title, onClose }: { sheet: Sheet; opened: Opened; title: string; onClose: () => void }) {
  const say = useSheetWords();
  const formSay = useFormWords();
  const read = useRead();
  const kind = useCatalog().kind(sheet.row.kind);
  if (!opened) return null;
  const offer = opened === 'edit' ? undefined : opened;
  const what = offer
    ? say('step_title', { step: read(offer.label), title })
    : formSay('edit_title', { kind: kind ? read(kind.label) : title });
  return (
    <Drawer open size={760} title={what} onClose={onClose} maskClosable={false} destroyOnHidden>
      <KindForm target={{ sheet, offer }} onSaved={onClose} onCancel={onClose} />
    </Drawer>
  );
}
