import { words } from '../../i18n/words';

export const useLetterWords = words(
  'letter-draft',
  {
    new_letter: '起草函件：{{title}}',
    body: '经排查，{{place}} {{road}} 存在{{kinds}}等道路交通安全隐患：{{description}}\n请贵单位于 {{due}} 前完成整改，整改期间落实临时管控措施，并将整改情况书面回复。',
    body_open: '经排查，{{place}} {{road}} 存在{{kinds}}等道路交通安全隐患：{{description}}\n请贵单位按期完成整改，整改期间落实临时管控措施，并将整改情况书面回复。',
  },
  {
    new_letter: 'Draft a letter: {{title}}',
    body: 'On {{road}}, {{place}}, there are hazards to road safety ({{kinds}}): {{description}}\nPlease put them right by {{due}}, keep interim measures in place until then, and reply in writing.',
    body_open: 'On {{road}}, {{place}}, there are hazards to road safety ({{kinds}}): {{description}}\nPlease put them right in time, keep interim measures in place until then, and reply in writing.',
  },
);
