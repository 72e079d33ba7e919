import { words } from '../../i18n/words';

export const useStripWords = words(
  'strip',
  { strip: '{{road}} 桩号带，{{n}} 条记录；左右箭头移动，回车打开' },
  { strip: 'Stake strip of {{road}}, {{n}} records; arrows move along it, Enter opens' },
);
