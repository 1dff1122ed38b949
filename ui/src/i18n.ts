import { createI18n } from 'vue-i18n'
import zh from './locale/zh.json'
import en from './locale/en.json'

export type Lang = 'zh' | 'en'

function remembered(): Lang {
  try {
    const kept = localStorage.getItem('luodi.lang')
    if (kept === 'zh' || kept === 'en') return kept
  } catch {
    // storage may be forbidden; the choice then lasts as long as the page
  }
  return 'zh'
}

export const i18n = createI18n({
  legacy: false,
  locale: remembered() as Lang,
  fallbackLocale: 'zh',
  messages: { zh, en },
})

export function setLang(lang: Lang): void {
  i18n.global.locale.value = lang
  document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en'
  try {
    localStorage.setItem('luodi.lang', lang)
  } catch {
    // see above
  }
}
