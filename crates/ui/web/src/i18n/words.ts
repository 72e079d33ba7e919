import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Text } from '../api/types';
import { i18n, type Lang } from './index';

export type Values = Record<string, string | number>;
export type Say<Key extends string> = (key: Key, values?: Values) => string;

/**
 * The words of one area in both languages; a page calls this once in its own `words.ts`:
 *
 *     export const useWords = words('sync', { unsent: '未上报 {{n}} 条' }, { unsent: '{{n}} not sent' });
 *
 * and says `const say = useWords(); … say('unsent', { n: 3 })`. A key that one language lacks does
 * not compile.
 */
export function words<Zh extends Record<string, string>>(
  area: string,
  zh: Zh,
  en: Record<keyof Zh, string>,
): () => Say<keyof Zh & string> {
  i18n.addResourceBundle('zh', area, zh);
  i18n.addResourceBundle('en', area, en);
  return function useWords() {
    const { t } = useTranslation(area, { i18n, keySeparator: false, nsSeparator: false } as object);
    return useCallback((key, values) => t(key, values), [t]);
  };
}

/** The language now; a component that calls it is drawn again when it changes. */
export function useLang(): Lang {
  const { i18n: now } = useTranslation(undefined, { i18n });
  return now.language === 'en' ? 'en' : 'zh';
}

/** Reads what comes in both languages: labels of the catalog, texts of the program. */
export function useRead(): (text: Text) => string {
  const lang = useLang();
  return useCallback((text) => text[lang] || text.zh, [lang]);
}
