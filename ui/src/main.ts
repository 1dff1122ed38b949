import './lib/old'
import { createApp } from 'vue'
import { createPinia } from 'pinia'
import App from './App.vue'
import { i18n, setLang, type Lang } from './i18n'
import { router } from './router'
import './styles/tokens.css'
import './styles/base.css'
import './styles/wall.css'
import './styles/print.css'

setLang(i18n.global.locale.value as Lang)
createApp(App).use(createPinia()).use(i18n).use(router).mount('#app')
