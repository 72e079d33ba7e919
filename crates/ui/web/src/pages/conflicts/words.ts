import { words } from '../../i18n/words';

export const useConflictsWords = words(
  'conflicts',
  {
    title: '冲突',
    none: '现在没有冲突。有人在互不知情时改了同一条记录，会出现在这里。',
    hint: '几个人在互不知情时改了同一条记录。点开一条，看各方填的内容，选定一个；其余的留在历史里，不会丢失。',
  },
  {
    title: 'Conflicts',
    none: 'Nothing is in conflict now. When people change the same record without knowing of each other, it appears here.',
    hint: 'Several people changed the same record without knowing of each other. Open one, look at every side and take one; the others stay in the history, nothing is lost.',
  },
);
