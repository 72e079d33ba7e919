/**
 * The languages of the pages. Each area brings its own words (`words` in words.ts); the catalog
 * brings its labels. The choice is remembered on this machine.
 */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

export type Lang = 'zh' | 'en';

const REMEMBERED = 'xunlu.lang';

export const i18n = i18next.createInstance();

void i18n.use(initReactI18next).init({
  lng: remembered(),
  fallbackLng: 'zh',
  resources: {},
  // React escapes what it shows.
  interpolation: { escapeValue: false },
  initAsync: false,
});

function remembered(): Lang {
  return localStorage.getItem(REMEMBERED) === 'en' ? 'en' : 'zh';
}

function currentLang(): Lang {
  return i18n.language === 'en' ? 'en' : 'zh';
}

export function chooseLang(lang: Lang): void {
  localStorage.setItem(REMEMBERED, lang);
  void i18n.changeLanguage(lang);
}

i18n.on('languageChanged', markPage);
markPage();

/** Readers and fonts go by the language of the page. */
function markPage(): void {
  document.documentElement.lang = currentLang() === 'zh' ? 'zh-CN' : 'en';
}
