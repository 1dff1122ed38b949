// @vitest-environment node
// The API's document is sound, the page's types are its types, and what the C tests were answered fits it.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Answers } from '../../answers'

const root = join(__dirname, '../../..')
const path = join(root, 'docs/reference/openapi.json')
const doc = JSON.parse(readFileSync(path, 'utf8')) as ConstructorParameters<typeof Answers>[0]
const kept = process.env.LUODI_ANSWERS ?? join(root, '.tools/answers.jsonl')

describe('the document of the API', () => {
  it('has no fault that redocly knows', () => {
    const said = execFileSync('npx', ['redocly', 'lint', '--config', 'redocly.yaml', '--format', 'json', path], {
      cwd: join(root, 'ui'),
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    expect((JSON.parse(said) as { totals: { errors: number; warnings: number } }).totals).toMatchObject({ errors: 0, warnings: 0 })
  }, 60_000)
  it('is where the types of the page come from: npm run types', async () => {
    const { typesOf } = (await import('../../types.mjs')) as { typesOf: (path: string) => Promise<string> }
    expect(readFileSync(join(__dirname, 'types.ts'), 'utf8') === (await typesOf(path))).toBe(true)
  }, 60_000)
  it('tells an answer that does not fit', () => {
    const answers = new Answers(doc)
    answers.check('GET', '/healthz', 200, 'application/json', '{"status":"ok","disk":"ok"}')
    expect(answers.wrong).toEqual([])
    answers.check('GET', '/healthz', 200, 'application/json', '{"status":"ok","disk":"ok","more":1}')
    answers.check('GET', '/healthz', 201, 'application/json', '{"status":"ok","disk":"ok"}')
    answers.check('GET', '/api/nothing', 200, 'application/json', '{}')
    answers.check('GET', '/api/records/project', 200, 'application/json', '{"items":[]}')
    expect(answers.wrong.length).toBe(4)
  })
})

describe.skipIf(!existsSync(kept))('every answer of the C tests', () => {
  const answers = new Answers(doc)
  const lines = existsSync(kept) ? readFileSync(kept, 'utf8').split('\n').filter(Boolean) : []
  for (const line of lines) {
    const a = JSON.parse(line) as { method: string; target: string; status: number; type: string; body: string }
    answers.check(a.method, a.target, a.status, a.type, a.body)
  }
  it('fits the document', () => {
    expect(lines.length).toBeGreaterThan(100)
    expect([...new Set(answers.wrong.map((w) => w.replace(/\d+/g, 'n')))].slice(0, 20)).toEqual([])
  })
  it.skipIf(process.env.LUODI_LONG !== 'yes')('was asked of each operation', () => {
    // An operation that is written for every kind was asked where it was asked of one.
    const asked = new Set([...answers.asked].map((id) => id.split('.')[0]))
    const missing = answers.operations().filter((id) => !asked.has(id.split('.')[0]))
    expect([...new Set(missing.map((id) => id.split('.')[0]))]).toEqual([])
  })
})
