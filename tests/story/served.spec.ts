// The page over the real program: what the ledger holds is what the browser shows, down to the proof's bytes.
import { readFileSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import { expect, test as base, type Page } from '@playwright/test'
import { built, Served, small, watch } from './served'

interface CliBoard {
  targets: { metric: string | null; value: number | null; quote: string }[]
}

const test = base.extend<{ board: Page; blank: { page: Page; served: Served } }, { served: Served; storage: string }>({
  served: [
    async ({}, use) => {
      const served = new Served()
      small(served)
      await served.serve()
      await use(served)
      await served.remove()
    },
    { scope: 'worker' },
  ],
  storage: [
    async ({ browser, served }, use) => {
      const context = await browser.newContext()
      const page = await context.newPage()
      await page.goto(served.link)
      const path = `${served.folder}/signed-in.json`
      await context.storageState({ path })
      await context.close()
      await use(path)
    },
    { scope: 'worker' },
  ],
  board: async ({ browser, served, storage }, use) => {
    const context = await browser.newContext({ storageState: storage, baseURL: served.origin, viewport: { width: 1366, height: 768 }, locale: 'zh-CN' })
    const page = await context.newPage()
    const wrong = watch(page)
    await use(page)
    expect(wrong).toEqual([])
    await context.close()
  },
  blank: async ({ browser }, use) => {
    const served = new Served()
    const link = await served.serve()
    const context = await browser.newContext({ baseURL: served.origin, viewport: { width: 1366, height: 768 }, locale: 'zh-CN' })
    const page = await context.newPage()
    const wrong = watch(page)
    await page.goto(link)
    await use({ page, served })
    expect(wrong).toEqual([])
    await context.close()
    await served.remove()
  },
})

/** "1,234.50" as a number, for comparing what two screens say. */
function number(text: string): number {
  return Number(text.replace(/,/g, '').replace('−', '-').replace('+', ''))
}

test.skip(!built, 'there is no built luodi: meson compile -C build, or set LUODI')

test('a sign-in link works once', async ({ served, storage, browser }) => {
  expect(storage).not.toBe('')
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(served.link)
  await expect(page.getByRole('heading', { name: '登录', exact: true })).toBeVisible()
  await expect(page.getByRole('alert')).toBeVisible()
  await page.goto(`${served.origin}/records/project`)
  await expect(page.getByRole('heading', { name: '登录', exact: true })).toBeVisible()
  await context.close()
})

test('the page shows the targets that the command line shows, with the same values', async ({ board, served }) => {
  const said = served.json<CliBoard>('board', served.ledger, '--zone', '东区', '--year', '2023', '--on', '2023-09-30')
  const answer = board.waitForResponse(/\/api\/board\?/)
  await board.goto('/?year=2023&on=2023-09-30')
  const seen = (await (await answer).json()) as CliBoard
  expect(seen.targets.map((t) => [t.metric, t.value, t.quote])).toEqual(said.targets.map((t) => [t.metric, t.value, t.quote]))
  expect(said.targets.length).toBe(4)
  await expect(board.locator('.board-table .row')).toHaveCount(4)
  await expect(board.locator('.board-table .row.grey')).toContainText('尚无口径')
})

test('the parts of each figure on the board add up to it, to the last digit', async ({ board, served }) => {
  const answer = board.waitForResponse(/\/api\/board\?/)
  await board.goto('/?year=2023&on=2023-09-30&zone=all')
  const seen = (await (await answer).json()) as { targets: { id: string; metric: string | null; value: number }[] }
  let walked = 0
  for (const target of seen.targets) {
    if (!target.metric) continue
    const page = (await (await board.request.get(`${served.origin}/api/figures/${target.metric}?target=${target.id}&on=2023-09-30&limit=200`)).json()) as {
      figure: { value: number }
      sum: { value: number }
      items: { delta: { value: number } }[]
    }
    expect(page.figure.value).toBe(target.value)
    expect(page.items.reduce((sum, c) => sum + c.delta.value, 0)).toBe(page.sum.value)
    if (!target.metric.startsWith('months-')) expect(page.sum.value).toBe(target.value)
    walked++
  }
  expect(walked).toBe(4)
})

test('a figure opens into records, entries and the bytes of the proof', async ({ board, served }) => {
  await board.goto('/?year=2023&on=2023-09-30')
  const figure = board.locator('.row', { hasText: '签约总投资' }).locator('td.value a')
  const shown = (await figure.locator('.n').innerText()).trim()
  await figure.click()
  await expect(board.locator('tfoot .n')).toHaveText(shown)
  expect(number(shown)).toBeGreaterThan(0)
  await board.locator('.contributions tbody tr').first().getByRole('link').first().click()
  await expect(board.getByRole('heading', { name: '全部经过' })).toBeVisible()
  await expect(board.locator('.stages .now')).toContainText('签约')
  await board.locator('.history .meta a').first().click()
  await expect(board.getByRole('heading', { name: '哈希链' })).toBeVisible()
  const [download] = await Promise.all([board.waitForEvent('download'), board.getByRole('link', { name: '协议.txt' }).click()])
  expect(readFileSync((await download.path())!).equals(readFileSync(served.proof))).toBe(true)
})

test('a target page shows the sentence, the path and what counts', async ({ board }) => {
  await board.goto('/?year=2023&on=2023-09-30')
  await board.locator('.board-table .label', { hasText: '月月有签约' }).click()
  await expect(board.locator('blockquote mark')).toHaveText('月月有签约')
  await expect(board.locator('.months-table td.missed').first()).toBeVisible()
  await expect(board.getByRole('heading', { name: '计入的登记', exact: true })).toBeVisible()
  const found = await new AxeBuilder({ page: board }).analyze()
  expect(found.violations.map((v) => v.id)).toEqual([])
})

test('a past board stays as it was when something is corrected', async ({ browser }) => {
  const served = new Served()
  small(served)
  const before = served.json<{ position?: number; at?: { position: number } }>('board', served.ledger, '--zone', '东区', '--year', '2023', '--on', '2023-09-30')
  const position = before.at?.position ?? before.position ?? 0
  expect(position).toBeGreaterThan(0)
  const link = await served.serve()
  const context = await browser.newContext({ baseURL: served.origin, locale: 'zh-CN', viewport: { width: 1366, height: 768 } })
  const page = await context.newPage()
  await page.goto(link)
  const value = (): Promise<string> => page.locator('.row', { hasText: '签约总投资' }).locator('td.value .n').innerText()
  await page.goto('/?year=2023&on=2023-09-30')
  const first = await value()
  const project = (await (await page.request.get(`${served.origin}/api/records/project?q=示例1号`)).json()) as { items: { id: string }[] }
  served.run('add', served.ledger, 'project', '--record', `#${project.items[0]!.id}`, '--correct', 'investment=100亿元', '--date', '2022-12-01', '--reason', '协议补充条款')
  await page.reload()
  await expect.poll(value).not.toBe(first)
  await page.goto(`/?year=2023&on=2023-09-30&as_of=${position}`)
  await expect(page.getByText('正在回看')).toBeVisible()
  expect(await value()).toBe(first)
  await context.close()
  await served.remove()
})

test('what the server refuses is said in words', async ({ board }) => {
  await board.goto('/targets/999999')
  await expect(board.getByRole('alert')).toContainText(/\S{4,}/)
  await board.goto('/?as_of=999999999')
  await expect(board.getByRole('alert')).toContainText(/\S{4,}/)
})

for (const path of ['/?zone=all&year=2023', '/records', '/records/project', '/log', '/plans']) {
  test(`${path} is readable by all, on a desk and on a phone`, async ({ board }) => {
    for (const width of [1366, 390]) {
      await board.setViewportSize({ width, height: 800 })
      await board.goto(path)
      await expect(board.locator('h1').first()).toBeVisible()
      await board.waitForLoadState('networkidle')
      await expect(board.getByRole('alert')).toHaveCount(0)
      const found = await new AxeBuilder({ page: board }).analyze()
      expect(found.violations.map((v) => `${v.id}: ${v.nodes[0]?.target.join(' ')}`)).toEqual([])
      expect(await board.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0)
    }
  })
}

test('the first hour on an empty ledger: a plan in, targets on the board', async ({ blank: { page, served } }) => {
  const before = served.run('log', served.ledger)
  await page.goto('/')
  await expect(page.getByRole('heading', { name: '把规划放到这里' })).toBeVisible()
  await page.locator('#plan-text').fill('某市两区2023年工作要点\n\n东城高新区\n\n全年签约项目20个以上，总投资260亿元以上，落地项目15个以上，实现月月有签约。争取设立审评检查分中心。\n')
  await page.getByRole('button', { name: '读一读' }).click()
  await expect(page.locator('.plan-text mark.number').first()).toBeVisible()
  await expect(page.locator('.reads')).toContainText('≥ 20')
  expect(served.run('log', served.ledger), 'reading a plan writes nothing').toBe(before)
  await page.getByRole('button', { name: /采纳 \d+ 项目标/ }).click()
  await expect(page.getByRole('heading', { name: /已采纳/ })).toBeVisible()
  const [template] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /下载模板 项目$/ }).click()])
  expect(readFileSync((await template.path())!).subarray(0, 2).toString()).toBe('PK')
  await page.locator('.import input[type=file]').setInputFiles({
    name: '项目.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('项目名称,所属园区,总投资（万元）\n甲项目,东城高新区,12000\n乙项目,东城高新区,约3000\n'),
  })
  await expect(page.locator('.bad-rows')).toContainText('约3000')
  await page.getByRole('button', { name: /只写入正确的/ }).click()
  await expect(page.getByText(/已写入/)).toBeVisible()
  await page.getByRole('button', { name: '进入看板' }).click()
  await expect(page.locator('.board-table .row').first()).toBeVisible()
  await expect(page.locator('.board-table')).toContainText('≥ 260')
})
