import { words } from '../../i18n/words';

export const useMarkWords = words(
  'marks',
  {
    legend: '图例',
    unmarked: '未定级',
    tone_waiting: '待我处理',
    tone_green: '期限充足',
    tone_yellow: '7 天内到期',
    tone_orange: '逾期',
    tone_red: '逾期超 15 天',
    tone_none: '无期限',
    tone_done: '已了结',
  },
  {
    legend: 'Legend',
    unmarked: 'not graded',
    tone_waiting: 'waits for me',
    tone_green: 'time enough',
    tone_yellow: 'due within 7 days',
    tone_orange: 'overdue',
    tone_red: 'over 15 days late',
    tone_none: 'no deadline',
    tone_done: 'settled',
  },
);
