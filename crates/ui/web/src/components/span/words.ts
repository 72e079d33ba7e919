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
  },
);
