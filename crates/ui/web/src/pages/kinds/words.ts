import { words } from '../../i18n/words';

export const useKindsWords = words(
  'kinds',
  {
    title: '全部台账',
    find: '查找台账',
    none: '没有名称相符的台账。',
    add: '新建',
    add_one: '新建{{kind}}',
    group_hazard: '隐患治理',
    group_field: '执法与劝导',
    group_ledger: '基础台账',
    group_duty: '责任与宣传',
    group_oversight: '督导与考评',
    group_other: '其他',
  },
  {
    title: 'All records',
    find: 'Find a ledger',
    none: 'No ledger is called so.',
    add: 'New',
    add_one: 'New {{kind}}',
    group_hazard: 'Hazards',
    group_field: 'Enforcement and persuasion',
    group_ledger: 'Ledgers',
    group_duty: 'Responsibility and publicity',
    group_oversight: 'Supervision and assessment',
    group_other: 'Others',
  },
);
