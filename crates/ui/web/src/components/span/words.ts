import { words } from '../../i18n/words';

export const useSpanWords = words(
  'span',
  {
    period: '时段',
    by_year: '年',
    by_month: '月',
    by_days: '起止日期',
    year: '年份',
    month: '月份',
    days: '起止日期',
    division: '区划',
    whole: '本级',
    period_is: '{{from}} 至 {{to}}',
    one_day: '{{from}}',
    not_read: '时段写错了，请重新选择',
  },
  {
    period: 'Period',
    by_year: 'Year',
    by_month: 'Month',
    by_days: 'From – to',
    year: 'Year',
    month: 'Month',
    days: 'From – to',
    division: 'Division',
    whole: 'own area',
    period_is: '{{from}} to {{to}}',
    one_day: '{{from}}',
    not_read: 'The period does not read; choose again',
  },
);
