// The real program over a ledger of its own, for one worker of the browser stories.
import { spawn, execFileSync, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { Answers } from '../../ui/answers'

export const program = resolve(process.env.LUODI ?? join(__dirname, '../../build/luodi'))
export const built = existsSync(program)

export class Served {
  readonly folder = mkdtempSync(join(tmpdir(), 'luodi-story-'))
  ledger = join(this.folder, 'ledger')
  readonly proof = join(this.folder, '协议.txt')
  private child: ChildProcess | null = null
  link = ''
  origin = ''

  /** An empty ledger of its own. */
  constructor(made = true) {
    writeFileSync(this.proof, '示例协议，内容为虚构。\n')
    if (made) this.run('init', this.ledger)
  }
  /** A ledger that stands already. */
  static over(ledger: string): Served {
    const served = new Served(false)
    served.ledger = ledger
    return served
  }
  run(...words: string[]): string {
    return execFileSync(program, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  }
  add(kind: string, date: string, fields: Record<string, string>): string {
    const said = Object.entries(fields).map(([name, value]) => `${name}=${value}`)
    const answer = JSON.parse(this.run('add', this.ledger, kind, ...said, '--date', date, '--json')) as { record: number | string }
    return String(answer.record).replace('#', '')
  }
  stage(kind: string, id: string, stage: string, date: string): void {
    this.run('stage', this.ledger, kind, `#${id}`, stage, '--date', date, '--evidence', this.proof)
  }
  json<T>(...words: string[]): T {
    return JSON.parse(this.run(...words, '--json')) as T
  }
  /** Start the server and wait for its one-time link. */
  serve(): Promise<string> {
    return new Promise((done, failed) => {
      const child = spawn(program, ['serve', this.ledger, ...(process.env.LUODI_UI ? ['--ui-dir', process.env.LUODI_UI] : [])], { stdio: ['ignore', 'pipe', 'pipe'] })
      this.child = child
      let said = ''
      const heard = (bytes: Buffer): void => {
        said += bytes.toString('utf8')
        const link = /http:\/\/\S+token=\S+/.exec(said)?.[0]
        if (link) {
          this.link = link
          this.origin = new URL(link).origin
          done(link)
        }
      }
      child.stdout.on('data', heard)
      child.stderr.on('data', heard)
      child.on('exit', (code) => failed(new Error(`luodi serve ended with ${code}: ${said}`)))
    })
  }
  stop(): Promise<void> {
    const child = this.child
    this.child = null
    if (!child || child.exitCode !== null) return Promise.resolve()
    return new Promise((done) => {
      child.removeAllListeners('exit')
      child.on('exit', () => done())
      child.kill('SIGTERM')
    })
  }
  async remove(): Promise<void> {
    await this.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** A city with two zones, a plan, six targets, a dozen projects. All invented. */
export function small(served: Served): void {
  served.add('zone', '2020-01-01', { name: '某市', type: 'city' })
  served.add('zone', '2020-01-01', { name: '东区', type: 'zone', parent: '某市' })
  served.add('zone', '2020-01-01', { name: '西区', type: 'zone', parent: '某市' })
  const plan = served.add('plan', '2023-01-05', { title: '两区2023年工作要点', year: '2023', text: '东区签约项目20个以上，总投资260亿元以上，月月有签约。西区签约项目100个以上。' })
  const target = (number: string, zone: string, section: string, label: string, fields: Record<string, string>): string =>
    served.add('target', '2023-01-05', { plan: `#${plan}`, number, zone, section, label, period: '2023', state: 'adopted', ...fields })
  target('1', '东区', '产业', '签约项目', { metric: 'projects-signed', op: 'ge', value: '20', unit: '个', quote: '签约项目20个以上' })
  target('2', '东区', '产业', '签约总投资', { metric: 'investment-signed', op: 'ge', value: '26000000000', unit: '元', quote: '总投资260亿元以上' })
  target('3', '东区', '产业', '月月有签约', { metric: 'months-with-signing', op: 'ge', value: '12', unit: '月', quote: '月月有签约' })
  target('4', '东区', '配套', '骨干路网', { op: 'eq', value: '7', unit: '条', quote: '骨干路网', reason: '没有给出路段数' })
  target('5', '西区', '产业', '签约项目', { metric: 'projects-signed', op: 'ge', value: '100', unit: '个', quote: '签约项目100个以上' })
  for (let i = 1; i <= 10; i++) {
    const month = 1 + ((i * 7) % 9)
    const id = served.add('project', '2022-12-01', { name: `示例${i}号项目`, zone: i % 3 ? '东区' : '西区', investment: `${i * 3 + 4}000万元` })
    served.stage('project', id, 'signed', `2023-0${month}-1${i % 9}`)
  }
}

const doc = JSON.parse(readFileSync(join(__dirname, '../../docs/reference/openapi.json'), 'utf8')) as ConstructorParameters<typeof Answers>[0]

/** What must not happen on any page: a request that leaves the machine, an error, an answer that the API's document does not know. */
export function watch(page: Page): string[] {
  const answers = new Answers(doc)
  const wrong = answers.wrong
  page.on('request', (request) => {
    const host = new URL(request.url()).hostname
    if (host && host !== '127.0.0.1') wrong.push(`asked ${request.url()}`)
  })
  page.on('pageerror', (error) => wrong.push(error.message))
  page.on('console', (line) => {
    if (line.type() === 'error' && !/status of 4\d\d/.test(line.text())) wrong.push(line.text())
  })
  page.on('response', async (response) => {
    if (response.status() >= 500) wrong.push(`${response.status()} ${response.url()}`)
    const url = new URL(response.url())
    const type = response.headers()['content-type'] ?? ''
    if (!url.pathname.startsWith('/api/') || !type.includes('json')) return
    const body = await response.text().catch(() => '') // the page may have gone on
    if (body) answers.check(response.request().method(), url.pathname + url.search, response.status(), type, body)
  })
  return wrong
}
