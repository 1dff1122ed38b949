// Pictures of the demo ledger for docs/pictures, taken on request: PICTURES=1 npm run test:story -- pictures
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { built, program, Served } from './served'

test.skip(!process.env.PICTURES || !built, 'pictures are taken on request')

const folder = join(__dirname, '../../docs/pictures')

test('the demo ledger, in both languages, on a desk and on a phone', async ({ browser }) => {
  test.setTimeout(600_000)
  mkdirSync(folder, { recursive: true })
  const made = mkdtempSync(join(tmpdir(), 'luodi-pictures-'))
  execFileSync(program, ['demo', join(made, 'demo')], { stdio: 'ignore' })
  const served = Served.over(join(made, 'demo'))
  const link = await served.serve()
  const first = await browser.newContext()
  await (await first.newPage()).goto(link)
  const storageState = await first.storageState()
  const sent = (await (await first.request.get(`${served.origin}/api/board?zone=all&year=2023`)).json()) as { targets: { id: string; metric: string }[]; plans: { id: string }[] }
  const target = sent.targets.find((t) => t.metric === 'investment-signed')!.id
  const monthly = sent.targets.find((t) => t.metric === 'months-with-landing')!.id
  await first.close()

  async function take(name: string, path: string, lang: 'zh' | 'en', size: 'desk' | 'phone', full = false, act?: (page: Page) => Promise<void>): Promise<void> {
    const context = await browser.newContext({
      baseURL: served.origin,
      storageState,
      locale: 'zh-CN',
      viewport: size === 'desk' ? { width: 1366, height: 768 } : { width: 390, height: 844 },
      deviceScaleFactor: size === 'desk' ? 1 : 2,
    })
    await context.addInitScript((l) => localStorage.setItem('luodi.lang', l), lang)
    const page = await context.newPage()
    await page.goto(path)
    await expect(page.locator('h1').first()).toBeVisible()
    await page.waitForLoadState('networkidle')
    if (act) await act(page)
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: full })
    await context.close()
  }
  for (const lang of ['zh', 'en'] as const) {
    await take(`board-${lang}`, '/', lang, 'desk')
    await take(`board-all-${lang}`, '/?zone=all', lang, 'desk', true)
    await take(`board-phone-${lang}`, '/', lang, 'phone')
    await take(`target-${lang}`, `/targets/${target}`, lang, 'desk', true)
    await take(`plan-${lang}`, `/plans/${sent.plans[0]!.id}`, lang, 'desk', false, async (page) => page.locator('.plan-text mark.number').nth(4).click())
  }
  await take('target-phone-zh', `/targets/${target}`, 'zh', 'phone')
  await take('monthly-zh', `/targets/${monthly}`, 'zh', 'desk')
  await take('figure-zh', `/figures/investment-signed?target=${target}`, 'zh', 'desk')
  await served.remove()
  rmSync(made, { recursive: true, force: true })
})
