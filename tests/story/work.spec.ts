// People at work over the real program: an officer's day, two editors, a leader's phone.
import { cpSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import { expect, test as base, type Browser, type Page } from '@playwright/test'
import { built, Served, small, watch } from './served'

const test = base.extend<{ desk: { page: Page; served: Served; open: (width: number) => Promise<Page> } }, { seed: string }>({
  seed: [
    async ({}, use) => {
      const made = new Served()
      small(made)
      await use(made.ledger)
      await made.remove()
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  desk: async ({ browser, seed }: { browser: Browser; seed: string }, use) => {
    const served = new Served(false)
    cpSync(seed, served.ledger, { recursive: true })
    const link = await served.serve()
    const context = await browser.newContext({ baseURL: served.origin, viewport: { width: 1366, height: 768 }, locale: 'zh-CN' })
    const page = await context.newPage()
    const wrong = watch(page)
    await page.goto(link)
    const storageState = await context.storageState()
    const others: (() => Promise<void>)[] = []
    await use({
      page,
      served,
      open: async (width) => {
        const other = await browser.newContext({ baseURL: served.origin, viewport: { width, height: 844 }, locale: 'zh-CN', storageState })
        others.push(() => other.close())
        const opened = await other.newPage()
        const faults = watch(opened)
        others.push(async () => void wrong.push(...faults))
        return opened
      },
    })
    for (const close of others.reverse()) await close()
    expect(wrong).toEqual([])
    await context.close()
    await served.remove()
  },
})
test.setTimeout(180_000)
test.skip(!built, 'there is no built luodi: meson compile -C build, or set LUODI')

async function readable(page: Page): Promise<void> {
  const found = await new AxeBuilder({ page }).analyze()
  expect(found.violations.map((v) => `${v.id}: ${v.nodes[0]?.target.join(' ')}`)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0)
}

test("an officer's day: a project is entered, moved with its proof, and the board that stands open moves", async ({ desk: { page, open } }) => {
  const wall = await open(1366)
  await wall.goto('/?year=2023&on=2026-12-31')
  const value = (): Promise<string> => wall.locator('.row', { hasText: '签约总投资' }).locator('td.value .n').innerText()
  await expect(wall.locator('.board-table .row')).toHaveCount(4)
  const before = await value()

  await page.goto('/records/project')
  await page.getByRole('link', { name: '登记', exact: true }).click()
  await page.getByLabel('总投资').fill('1.2亿')
  await expect(page.getByText('读作 12,000 万元')).toBeVisible()
  await page.getByLabel('用地面积').fill('约30')
  await expect(page.locator('.said.wrong')).toContainText('约30')
  await expect(page.getByRole('button', { name: '保存' })).toBeDisabled()
  await page.getByLabel('用地面积').fill('３０')
  await page.getByLabel(/^项目名称/).fill('示例1号项目')
  await expect(page.locator('.alike')).toContainText('示例1号项目')
  await page.getByLabel(/^项目名称/).fill('新材料基地')
  await page.getByRole('combobox', { name: /^所属园区/ }).fill('东')
  await page.getByRole('option', { name: /东区/ }).click()
  await page.getByLabel(/从哪天起/).fill('2023.3.1')
  await readable(page)
  await page.getByRole('button', { name: '保存' }).click()
  await expect(page.getByRole('heading', { name: '新材料基地' })).toBeVisible()

  await page.getByRole('button', { name: '其他阶段' }).or(page.getByRole('button', { name: '登记阶段' })).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('阶段').selectOption({ label: '签约' })
  await expect(dialog.getByText('凭证：正式投资协议')).toBeVisible()
  await expect(dialog.getByRole('button', { name: '登记' })).toBeDisabled()
  await dialog.getByLabel('发生日').fill('2023-06-10')
  await dialog.locator('input[type=file]').first().setInputFiles({ name: '协议.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 示例') })
  await expect(dialog.getByText('已传')).toBeVisible()
  await readable(page)
  await dialog.getByRole('button', { name: '登记' }).click()
  await expect(page.locator('.stages .now')).toContainText('签约')
  await expect(page.getByRole('link', { name: '协议.pdf' })).toBeVisible()

  await expect.poll(value, { message: 'the open board hears of it' }).not.toBe(before)
  await expect(wall.locator('.row.moved', { hasText: '签约总投资' })).toBeVisible()
  await wall.locator('.row', { hasText: '签约总投资' }).hover()
  await expect(wall.locator('.row.moved', { hasText: '签约总投资' })).toHaveCount(0)
})

test('what was recorded wrongly is corrected with a reason, and what was said before stays readable', async ({ desk: { page } }) => {
  await page.goto('/records/project?q=示例2号')
  await page.getByRole('link', { name: '示例2号项目' }).click()
  await page.getByRole('link', { name: '更正“总投资”' }).first().focus()
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('总投资')).toBeFocused()
  await page.getByLabel('总投资').fill('9,999')
  await page.getByLabel(/更正哪天/).fill('2022-12-01')
  await expect(page.getByRole('button', { name: '保存' })).toBeDisabled()
  await page.getByLabel(/^事由/).fill('协议数看错')
  await page.getByRole('button', { name: '保存' }).click()
  await expect(page.locator('.history li').first()).toContainText('协议数看错')
  await expect(page.locator('.history li').first().locator('.from')).toHaveText('10,000 万元')
  await expect(page.locator('.history li').first().locator('.to')).toHaveText('9,999 万元')
})

test('the second of two editors is shown what the first did, and decides', async ({ desk: { page, served, open } }) => {
  await page.goto('/records/project?q=示例3号')
  await page.getByRole('link', { name: '示例3号项目' }).click()
  await expect(page.getByRole('heading', { name: '全部经过' })).toBeVisible()
  const address = new URL(page.url()).pathname
  const other = await open(1366)
  await page.goto(`${address}/edit`)
  await other.goto(`${address}/edit`)
  await other.getByLabel('投资方').fill('甲公司')
  await page.getByLabel('投资方').fill('乙公司')
  await other.getByRole('button', { name: '保存' }).click()
  await expect(other.getByRole('heading', { name: '示例3号项目' })).toBeVisible()
  await page.getByRole('button', { name: '保存' }).click()
  await expect(page.getByRole('alert')).toContainText('甲公司')
  await readable(page)
  await page.getByRole('button', { name: /仍按我的/ }).click()
  await expect(page.getByRole('heading', { name: '示例3号项目' })).toBeVisible()
  await expect(page.locator('.facts-list')).toContainText('乙公司')
  expect(served.run('verify', served.ledger)).toBeTruthy()
})

test('a list is filtered, grouped, sorted and kept as a view, all in its address', async ({ desk: { page } }) => {
  await page.goto('/records/project')
  await expect(page.locator('.rows-box .line')).toHaveCount(10)
  await expect(page.locator('.rows-box tfoot')).toContainText('合计')
  await page.getByRole('button', { name: /筛选/ }).click()
  await page.getByLabel('字段').selectOption({ label: '总投资' })
  await page.getByLabel('条件').selectOption({ label: '≥' })
  await page.getByLabel('值').fill('2.5亿')
  await page.getByRole('button', { name: '确定' }).click()
  await expect(page).toHaveURL(/investment\.ge=/)
  await expect(page.locator('.rows-box .line')).toHaveCount(4)
  await page.getByRole('button', { name: '总投资万元' }).click()
  await expect(page.locator('.rows-box .line').first()).toContainText('34,000')
  await page.getByRole('button', { name: /^视图/ }).click()
  await page.getByLabel('给这个视图起名').fill('大项目')
  await page.getByRole('button', { name: '保存' }).click()
  await page.goto('/records/project')
  await page.getByRole('button', { name: /^视图/ }).click()
  await page.getByRole('button', { name: '大项目', exact: true }).click()
  await expect(page.locator('.rows-box .line')).toHaveCount(4)
  await page.getByLabel('分组').selectOption({ label: '按所属园区分组' })
  await expect(page.locator('.groups tbody tr').first()).toContainText(/区/)
  await readable(page)
  await page.locator('.groups tbody button').first().click()
  await expect(page.locator('.rows-box .line').first()).toBeVisible()
})

test("a leader's phone: the board, a target, the record behind it, and back to the same place", async ({ desk: { open } }) => {
  const phone = await open(390)
  for (const path of ['/?year=2023&on=2023-09-30', '/records/project', '/records/project/new']) {
    await phone.goto(path)
    await expect(phone.locator('h1').first()).toBeVisible()
    await readable(phone)
  }
  await phone.goto('/records/project')
  await phone.locator('.rows-box .line a').nth(3).click()
  await expect(phone.getByRole('heading', { name: '全部经过' })).toBeVisible()
  await readable(phone)
  await phone.goBack()
  await expect(phone.locator('.rows-box .line').first()).toBeVisible()
})
