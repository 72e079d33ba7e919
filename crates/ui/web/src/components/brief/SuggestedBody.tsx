import { useQuery } from '@tanstack/react-query';
import { App, Button, Flex } from 'antd';
import { check, useSave } from '../../api/records';
import { run } from '../../api/run';
import type { Sheet } from '../../api/types';
import { useRead } from '../../i18n/words';
import { ProblemNote } from '../ProblemNote';
import { useBriefWords } from './words';

const FIELD = 'resp_org';

/** Who normally answers for such a road, with the reason; one click writes it down. */
export function SuggestedBody({ sheet }: { sheet: Sheet }) {
  const say = useBriefWords();
  const read = useRead();
  const { message } = App.useApp();
  const save = useSave();
  const open = sheet.may_edit.includes(FIELD) && !sheet.fields.some((shown) => shown.field === FIELD);
  const checked = useQuery({
    queryKey: ['records', 'suggests', sheet.row.id, sheet.digest],
    queryFn: ({ signal }) => check({ id: sheet.row.id, entries: [], files: [], seen: sheet.seen, anyway: false }, signal),
    enabled: open,
  });
  const [, org, why] = checked.data?.suggests.find(([field]) => field === FIELD) ?? [];
  if (!open || !org || !why) return null;
  const take = () => {
    const entries: [string, string][] = [[FIELD, org]];
    const form = { id: sheet.row.id, entries, files: [], seen: sheet.seen, anyway: false };
    run(save, form, () => void message.success(say('taken')));
  };
  return (
    <>
      <Flex wrap gap={8} align="center" style={{ marginTop: 8 }}>
        <span className="typed">{say('suggest_body', { org })}</span>
        <Button size="small" onClick={take} loading={save.isPending}>
          {say('take')}
        </Button>
        <span className="hint typed">{read(why)}</span>
      </Flex>
      {save.error ? <ProblemNote error={save.error} /> : null}
    </>
  );
}
