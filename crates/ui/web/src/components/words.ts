import { words } from '../i18n/words';

/** Words of the small components that pages share. */
export const useCommonWords = words(
  'common',
  {
    days_left: '还有 {{n}} 天',
    due_today: '今天到期',
    overdue: '逾期 {{n}} 天',
    no_deadline: '无期限',
    unsent: '未上报',
    in_conflict: '有冲突',
    again: '再试一次',
    details: '程序的说明：{{code}}',
    villages: '本辖区的村（社区）',
    villages_all: '全部 {{n}} 个村',
    villages_less: '收起',
    to_today: '回到今日',
    open_record: '打开这条记录',
    paper: '文书预览',
  },
  {
    days_left: '{{n}} days left',
    due_today: 'due today',
    overdue: '{{n}} days overdue',
    no_deadline: 'no deadline',
    unsent: 'not sent',
    in_conflict: 'in conflict',
    again: 'Try again',
    details: 'The program says: {{code}}',
    villages: 'Villages of this unit',
    villages_all: 'All {{n}} villages',
    villages_less: 'Fewer',
    to_today: 'Back to today',
    open_record: 'Open this record',
    paper: 'Preview of the paper',
  },
);
