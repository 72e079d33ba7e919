import { words } from '../../i18n/words';

export const usePeersWords = words(
  'peers',
  {
    title: '上下级服务器',
    note: '下级服务器定时与上级交换本辖区的数据；没有网络时由管理员用U盘交换，命令见 xunlu-server peers --help。',
    office: '服务器',
    above: '上级',
    below: '下级',
    heard: '最近联系',
    never: '尚未联系',
    unsent: '未送达',
    unsent_some: '{{name}}未收到 {{n}} 条',
    unsent_none: '全部送达',
    refused: '未采纳 {{n}} 条',
    until: '委托书至',
  },
  {
    title: 'Offices above and below',
    note: 'The office below exchanges what lies in its divisions with the one above by itself; without a network an administrator does it by stick, see `xunlu-server peers --help`.',
    office: 'Office',
    above: 'above',
    below: 'below',
    heard: 'Last heard',
    never: 'never',
    unsent: 'To go',
    unsent_some: '{{n}} not yet at {{name}}',
    unsent_none: 'all is there',
    refused: '{{n}} not taken',
    until: 'Charter until',
  },
);
