// Accounts over the real program: a newcomer gets a name and a password, an administrator makes an officer, who sees her zone
// and nothing else; the rescue of somebody who forgot the password.
import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Browser, type Page } from '@playwright/test'
import { built, Served, small } from './served'

test.skip(!built, 'there is no built luodi: meson compile -C build, or set LUODI')

const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true })
async function fresh(browser: Browser, served: Served, width = 1366): Promise<{ page: Page; wrong: string[] }> {
  const context = await browser.newContext({ baseURL: served.origin, viewport: { width, height: 768 }, locale: 'zh-CN' })
  const page = await context.newPage()
  const wrong: string[] = []
  page.on('request', (request) => {
    const host = new URL(request.url()).hostname
    if (host && host !== '127.0.0.1') wrong.push(`asked ${request.url()}`)
  })
  page.on('pageerror', (error) => wrong.push(error.message))
  return { page, wrong }
}
async function serious(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page }).analyze()
  return found.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => `${v.id}: ${v.nodes[0]?.html}`)
}
async function setPassword(page: Page, password: string): Promise<void> {
  await page.getByLabel('新密码', { exact: false }).fill(password)
  await page.getByLabel('再输一遍').fill(password)
  await page.locator('section', { has: heading(page, '设置密码') }).getByRole('button', { name: '保存' }).click()
  await expect(page.getByText('密码已设置')).toBeVisible()
}

test('a newcomer gets a name and a password, an officer sees her zone, a forgotten password is replaced', async ({ browser }) => {
  test.skip(process.env.LUODI_LONG !== 'yes', 'takes minutes: ./test long')
  test.setTimeout(240_000)
  const served = new Served()
  small(served)
  const link = await served.serve()
  const owner = await fresh(browser, served)
  await owner.page.goto(link)
  await owner.page.goto('/account')
  await expect(owner.page.getByText('还没有密码')).toBeVisible()
  await owner.page.getByLabel('登录名').fill('owner')
  await owner.page.getByLabel('姓名').fill('陈主任')
  await owner.page.locator('section', { has: heading(owner.page, '本人') }).getByRole('button', { name: '保存' }).click()
  await expect(owner.page.getByText('已保存。')).toBeVisible()
  await setPassword(owner.page, 'my own sentence')
  expect(await serious(owner.page)).toEqual([])

  await owner.page.goto('/admin')
  const made = owner.page.locator('section', { has: heading(owner.page, '新建账号') })
  await made.getByLabel('姓名').fill('李四')
  await made.getByLabel('登录名').fill('lisi')
  await made.getByRole('button', { name: '新建' }).click()
  const invitation = await owner.page.locator('.secret').innerText()
  expect(invitation).toContain('/api/login?token=')
  await owner.page.getByRole('row', { name: /李四/ }).getByRole('button', { name: '办理' }).click()
  await owner.page.getByLabel('角色', { exact: true }).selectOption({ label: '综合经办' })
  await owner.page.getByLabel('园区', { exact: true }).selectOption({ label: '东区' })
  await owner.page.getByRole('button', { name: '授予' }).click()
  await expect(owner.page.getByRole('row', { name: /李四/ })).toContainText('综合经办 · 东区')
  expect(await serious(owner.page)).toEqual([])

  const officer = await fresh(browser, served, 390)
  await officer.page.goto(invitation)
  await officer.page.goto('/account')
  await setPassword(officer.page, 'a sentence of mine')
  expect(await serious(officer.page)).toEqual([])
  await officer.page.getByRole('button', { name: '退出', exact: true }).click()
  await expect(heading(officer.page, '登录')).toBeVisible()
  await officer.page.getByLabel('登录名').fill('lisi')
  await officer.page.getByLabel('密码', { exact: true }).fill('not this one at all')
  await officer.page.getByRole('button', { name: '登录', exact: true }).click()
  await expect(officer.page.getByRole('alert')).toContainText('登录名或密码不正确')
  expect(await serious(officer.page)).toEqual([])
  await officer.page.getByLabel('密码', { exact: true }).fill('a sentence of mine')
  await officer.page.getByRole('button', { name: '登录', exact: true }).click()
  await officer.page.goto('/records/project')
  await expect(officer.page.getByText('示例1号项目')).toBeVisible()
  await expect(officer.page.getByText('示例3号项目')).toHaveCount(0)
  expect((await officer.page.request.get('/api/admin/accounts')).status()).toBe(403)

  await owner.page.getByRole('button', { name: '以其权限查看' }).first().click()
  await expect(owner.page.getByText('正以“李四”的权限查看')).toBeVisible()
  await owner.page.goto('/records/project')
  await expect(owner.page.getByText('示例1号项目')).toBeVisible()
  await expect(owner.page.getByText('示例3号项目')).toHaveCount(0)
  await owner.page.getByRole('button', { name: '结束' }).click()
  await owner.page.goto('/records/project')
  await expect(owner.page.getByText('示例3号项目')).toBeVisible()

  // She forgot it: the administrator gives a link, and the old password no longer opens.
  await owner.page.goto('/admin')
  await owner.page.getByRole('row', { name: /李四/ }).getByRole('button', { name: '办理' }).click()
  await owner.page.getByRole('button', { name: '给出登录链接' }).click()
  await expect(owner.page.locator('.secret')).toContainText('/api/login?token=')
  const again = await fresh(browser, served)
  await again.page.goto(await owner.page.locator('.secret').innerText())
  await again.page.goto('/account')
  await again.page.getByLabel('新密码', { exact: false }).fill('another sentence')
  await again.page.getByLabel('再输一遍').fill('another sentence')
  await again.page.locator('section', { has: heading(again.page, '修改密码') }).getByRole('button', { name: '保存' }).click()
  await expect(again.page.getByText('密码已设置')).toBeVisible()
  await officer.page.goto('/account')
  await expect(heading(officer.page, '登录')).toBeVisible()
  for (const one of [owner, officer, again]) expect(one.wrong).toEqual([])
  await served.remove()
})
