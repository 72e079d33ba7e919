import { words } from '../../i18n/words';

export const useBehindWords = words(
  'behind',
  {
    title: '{{figure}}：所依据的记录',
    of: '{{place}}　{{period}}',
    count: '共 {{n}} 条',
    most: '这里最多显示 {{n}} 条；要全部，请缩短时段、选下级区划，或导出相应报表。',
    empty: '这个时段没有记录。可以换时段或区划再看。',
  },
  {
    title: '{{figure}}: the records behind it',
    of: '{{place}}  {{period}}',
    count: '{{n}} in all',
    most: 'At most {{n}} are shown here; for all, choose a shorter period or a lower division, or export the report.',
    empty: 'No records in this period. Choose another period or division.',
  },
);
