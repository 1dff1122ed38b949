import { createRouter, createWebHistory } from 'vue-router'
import BoardPage from './pages/BoardPage.vue'
import SignInPage from './pages/SignInPage.vue'

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', name: 'board', component: BoardPage, meta: { area: 'board' } },
    { path: '/targets/:id', component: () => import('./pages/TargetPage.vue'), meta: { area: 'board' } },
    { path: '/figures/:metric', component: () => import('./pages/FigurePage.vue'), meta: { area: 'board' } },
    { path: '/plans', component: () => import('./pages/PlansPage.vue'), meta: { area: 'plans' } },
    { path: '/plans/:id', component: () => import('./pages/PlanPage.vue'), meta: { area: 'plans' } },
    { path: '/start', component: () => import('./pages/StartPage.vue'), meta: { area: 'plans' } },
    { path: '/records', component: () => import('./pages/KindsPage.vue'), meta: { area: 'records' } },
    { path: '/records/:kind', component: () => import('./pages/RecordsPage.vue'), meta: { area: 'records' } },
    { path: '/records/:kind/new', component: () => import('./pages/FormPage.vue'), meta: { area: 'records' } },
    { path: '/records/:kind/grid', component: () => import('./pages/GridPage.vue'), meta: { area: 'records' } },
    { path: '/records/:kind/:id/edit', component: () => import('./pages/FormPage.vue'), meta: { area: 'records' } },
    { path: '/records/:kind/:id', component: () => import('./pages/RecordPage.vue'), meta: { area: 'records' } },
    { path: '/import/:kind?', component: () => import('./pages/ImportPage.vue'), meta: { area: 'records' } },
    { path: '/log', component: () => import('./pages/LogPage.vue'), meta: { area: 'log' } },
    { path: '/log/:position', component: () => import('./pages/EntryPage.vue'), meta: { area: 'log' } },
    { path: '/account', component: () => import('./pages/AccountPage.vue'), meta: { area: 'account' } },
    { path: '/admin', component: () => import('./pages/AdminPage.vue'), meta: { area: 'admin' } },
    { path: '/sign-in', component: SignInPage, meta: { open: true } },
    { path: '/:rest(.*)*', component: () => import('./pages/MissingPage.vue') },
  ],
  scrollBehavior(to, from, saved) {
    if (saved) {
      // Kept answers are drawn in the next frame; the page is long enough to scroll after it.
      return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(saved))))
    }
    return to.path === from.path ? undefined : { top: 0 }
  },
})
