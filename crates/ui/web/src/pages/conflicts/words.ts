import { words } from '../../i18n/words';

export const useConflictsWords = words(
  'conflicts',
  {
    title: '冲突',
    hint: '几个人在互不知情时改了同一条记录。点开一条，看各方填的内容，选定一个；其余的留在历史里，不会丢失。',
  },
  {
    title: 'Conflicts',
    hint: 'Several people changed the same record without knowing of each other. Open one, look at every side and take one; the others stay in the history, nothing is lost.',
  },
);
