// The page by invented answers: what it shows of them, in both languages, on a desk and on a phone. Every
// test fails on a request that leaves this machine, on an error in the console, and on what axe finds.
import AxeBuilder from '@axe-core/playwright'
import { expect, test as base, type Page } from '@playwright/test'

const test = base.extend<{ page: Page }>({
  page: async ({ page }, use) => {
    const wrong: string[] = []
    page.on('request', (request) => {
      const host = new URL(request.url()).hostname
      if (host && host !== '127.0.0.1') wrong.push(`asked ${request.url()}`)
    })
    page.on('pageerror', (error) => wrong.push(error.message))
    page.on('console', (line) => {
      if (line.type() === 'error' && !/status of 404/.test(line.text())) wrong.push(line.text())
    })
    await use(page)
    expect(wrong).toEqual([])
  },
})

async function speak(page: Page, lang: 'zh' | 'en'): Promise<void> {
  await page.addInitScript((l) => localStorage.setItem('luodi.lang', l), lang)
}

const PAGES: Record<string, string> = {
  'the board of a zone': '/?zone=12',
  'the board of both zones': '/?zone=all',
  'the board of the city': '/?zone=city',
  'a target': '/targets/55',
  'a monthly target': '/targets/59',
  'a target without a metric': '/targets/66',
  'a figure': '/figures/investment-signed?target=55',
  'the kinds': '/records',
  'a list': '/records/project',
  'a record': '/records/project/1008',
  'an import': '/import/project',
  'the log': '/log',
  'an entry': '/log/90001',
  'the plans': '/plans',
  'a plan': '/plans/31',
  'the intake of a plan': '/start',
}

/** The words differ, the bones do not: a few pages stand for the others in English. */
const BOTH = ['the board of a zone', 'a target', 'a plan', 'the intake of a plan']

for (const [name, path] of Object.entries(PAGES)) {
  for (const lang of BOTH.includes(name) ? (['zh', 'en'] as const) : (['zh'] as const)) {
    test(`${name} is readable by all in ${lang}`, async ({ page }) => {
      await speak(page, lang)
      await page.goto(path)
      await expect(page.locator('h1').first()).toBeVisible()
      await page.waitForLoadState('networkidle')
      const found = await new AxeBuilder({ page }).analyze()
      expect(found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(' | ')}`)).toEqual([])
      if (lang === 'en') expect(await page.locator('.topbar .areas').innerText()).not.toMatch(/[\u4e00-\u9fff]/)
    })
  }
  test(`${name} needs no sideways scroll on a phone`, async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 })
    await page.goto(path)
    await expect(page.locator('h1').first()).toBeVisible()
    await page.waitForLoadState('networkidle')
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0)
    for (const area of await page.locator('.areas a').all()) expect((await area.boundingBox())!.height).toBeGreaterThanOrEqual(44)
  })
}

test('invented data is labelled on every page that shows it', async ({ page }) => {
  for (const path of Object.values(PAGES)) {
    await page.goto(path)
    await expect(page.getByText('本账本的数据均为虚构')).toBeVisible()
  }
})

test('a figure opens down to the proof', async ({ page }) => {
  await page.goto('/?zone=12')
  await page.getByRole('link', { name: '签约总投资 228.60 亿元' }).click()
  await expect(page).toHaveURL(/\/figures\/investment-signed\?.*target=55/)
  await expect(page.locator('tfoot')).toContainText('228.60')
  await page.locator('.contributions tbody tr').first().getByRole('link').first().click()
  await expect(page.getByRole('heading', { name: '全部经过' })).toBeVisible()
  await page.getByRole('link', { name: /流水 90,001/ }).click()
  await expect(page.getByRole('heading', { name: '哈希链' })).toBeVisible()
  await expect(page.getByRole('link', { name: '投资协议.pdf' })).toHaveAttribute('href', '/api/evidence/9a27')
})

test('the dates travel with every link and Back returns to the same board', async ({ page }) => {
  await page.goto('/?zone=12&on=2023-06-30&as_of=90000')
  await expect(page.getByText('正在回看')).toBeVisible()
  const scroll = 300
  await page.evaluate((y) => window.scrollTo(0, y), scroll)
  await page.locator('.board-table .label').nth(8).click()
  await expect(page).toHaveURL(/on=2023-06-30/)
  await expect(page).toHaveURL(/as_of=90000/)
  await expect(page.getByRole('heading', { name: '按月走势' })).toBeVisible()
  await page.goBack()
  await expect(page.locator('.board-table .row').first()).toBeVisible()
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(scroll)
})

test('the day is chosen by month end or typed as people write it; a wrong one is refused with words', async ({ page }) => {
  await page.goto('/?zone=12')
  await page.getByRole('button', { name: /发生截至/ }).click()
  await page.getByRole('button', { name: '6月', exact: true }).click()
  await expect(page).toHaveURL(/on=2023-06-30/)
  await page.getByRole('button', { name: /发生截至/ }).click()
  await page.locator('#on-box').fill('2023.13.5')
  await page.keyboard.press('Enter')
  await expect(page.getByText('这不是日期')).toBeVisible()
  await page.locator('#on-box').fill('2023年5月31日')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/on=2023-05-31/)
})

test('a light shows only its targets, and says so in the address', async ({ page }) => {
  await page.goto('/?zone=12')
  await page.getByRole('link', { name: /只看落后/ }).click()
  await expect(page).toHaveURL(/state=behind/)
  await expect(page.locator('.board-table .row')).toHaveCount(2)
})

test('an unknown target is refused with what to do', async ({ page }) => {
  await page.goto('/targets/9999')
  await expect(page.getByRole('alert')).toContainText('请核对地址')
})

test('without a session the page says how to come in', async ({ page, context, baseURL }) => {
  await context.addCookies([{ name: 'mock', value: 'out', url: baseURL! }])
  await page.goto('/')
  await expect(page.getByRole('heading', { name: '登录', exact: true })).toBeVisible()
})

test('the first hour: paste a plan, see it read, leave one out, adopt, preview an import, see the board', async ({ page, context, baseURL }) => {
  await context.addCookies([{ name: 'mock', value: 'blank', url: baseURL! }])
  await page.goto('/')
  await expect(page.getByRole('heading', { name: '把规划放到这里' })).toBeVisible()
  await page.locator('#plan-text').fill('某区 2023 年工作要点\n\n年内签约三类产业项目 20 个以上，总投资 260 亿元以上，落地 15 个以上。启动金融商务区建设。')
  await expect(page.locator('#plan-year')).toHaveValue('2023')
  await page.getByRole('button', { name: '读一读' }).click()
  await expect(page.locator('.plan-text mark.tied.number')).toHaveText(['20 个以上', '260 亿元以上', '15 个以上'])
  await page.locator('.plan-text mark.number').nth(1).click()
  await expect(page.locator('.reads li.sel')).toContainText('签约总投资')
  await page.locator('.reads li.sel').getByRole('button', { name: /不采纳/ }).click()
  await page.getByRole('button', { name: '采纳 2 项目标' }).click()
  await expect(page.getByRole('heading', { name: /已采纳/ })).toBeVisible()
  await page.locator('.import input[type=file]').setInputFiles({ name: '项目.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from('x') })
  await expect(page.getByText('“约3000”不是准数')).toBeVisible()
  await page.getByRole('button', { name: /只写入正确的/ }).click()
  await expect(page.getByText(/已写入/)).toBeVisible()
  await page.getByRole('button', { name: '进入看板' }).click()
  await expect(page.locator('.board-table .row').first()).toBeVisible()
})

test('the language is changed in place and kept', async ({ page }) => {
  await page.goto('/?zone=12')
  await page.getByRole('button', { name: 'EN' }).click()
  await expect(page.getByRole('columnheader', { name: 'Target' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('columnheader', { name: 'Target' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
})

test('the board sends at most 400 KiB of script', async ({ page }) => {
  const { gzipSync } = await import('node:zlib')
  let bytes = 0
  const seen: Promise<void>[] = []
  page.on('response', (response) => {
    if (response.url().endsWith('.js')) seen.push(response.body().then((body) => void (bytes += gzipSync(body).length)))
  })
  await page.goto('/?zone=12')
  await page.waitForLoadState('networkidle')
  await Promise.all(seen)
  expect(bytes).toBeGreaterThan(10_000)
  expect(bytes).toBeLessThan(400 * 1024)
})

test('what is built runs in the browsers of offices (Chromium 86)', async () => {
  const { readdirSync, readFileSync } = await import('node:fs')
  const folder = `${__dirname}/../../.tools/story-dist/assets`
  const names = readdirSync(folder)
  expect(names.length).toBeGreaterThan(5)
  for (const name of names) {
    const text = readFileSync(`${folder}/${name}`, 'utf8')
    if (name.endsWith('.css')) expect(text.match(/[;{]inset:|:is\(|:where\(|:has\(|aspect-ratio|@layer|@container|color-mix|\ddvh/g), name).toBeNull()
    if (name.endsWith('.js')) expect(text.match(/\.at\(-?\d|structuredClone\(|\.findLast\(|randomUUID|Object\.groupBy|static\{/g), name).toBeNull()
  }
})
