// What must hold of the page's files, whoever changes them.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import zh from './locale/zh.json'
import en from './locale/en.json'

type Words = { [key: string]: string | Words }
function flat(words: Words, under = ''): Map<string, string> {
  const all = new Map<string, string>()
  for (const [key, value] of Object.entries(words)) {
    if (typeof value === 'string') all.set(under + key, value)
    else for (const [k, v] of flat(value, `${under}${key}.`)) all.set(k, v)
  }
  return all
}
function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? files(path) : [path]
  })
}
const root = join(__dirname, '..')
const sources = files(__dirname).filter((path) => /\.(ts|vue|css)$/.test(path) && !path.endsWith('.test.ts'))
const zhWords = flat(zh)
const enWords = flat(en)

describe('words of the page', () => {
  it('stand in both languages, none empty', () => {
    expect([...enWords.keys()].sort()).toEqual([...zhWords.keys()].sort())
    for (const words of [zhWords, enWords]) for (const [key, value] of words) expect(value.trim(), key).not.toBe('')
  })
  it('ask for the same arguments in both', () => {
    const args = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()
    for (const [key, value] of zhWords) expect(args(enWords.get(key) ?? ''), key).toEqual(args(value))
  })
  it('are no Chinese in English and no template left over', () => {
    for (const [key, value] of enWords) if (key !== 'first.p1_more') expect(value, key).not.toMatch(/[\u4e00-\u9fff]/)
  })
  it('are all there that the page asks for, and none that it does not', () => {
    const text = sources.map((path) => readFileSync(path, 'utf8')).join('\n')
    const asked = new Set([...text.matchAll(/\bt\(\s*'([a-z0-9_.]+)'/g)].map((m) => m[1]))
    for (const m of text.matchAll(/'((?:zone)\.[a-z]+)'/g)) asked.add(m[1])
    const families = [...text.matchAll(/\bt\(`([a-z0-9_.]+)\$\{/g)].map((m) => m[1] ?? '')
    for (const key of asked) expect(zhWords.has(key ?? ''), `asked for: ${key}`).toBe(true)
    for (const key of zhWords.keys()) expect(asked.has(key) || text.includes(`'${key}'`) || families.some((f) => key.startsWith(f)), `never asked for: ${key}`).toBe(true)
  })
  it('stand in the locale files and not in the pages', () => {
    for (const path of sources.filter((p) => p.endsWith('.vue'))) {
      const template = /<template>[\s\S]*<\/template>/.exec(readFileSync(path, 'utf8'))?.[0] ?? ''
      expect(template.replace(/'中文'/g, ''), path).not.toMatch(/[\u4e00-\u9fff]/)
    }
  })
})

describe('files of the page', () => {
  it('lock versions by hash and not by where they came from', () => {
    const lock = readFileSync(join(root, 'package-lock.json'), 'utf8')
    expect(lock).not.toContain('"resolved"')
  })
  it('pin every dependency exactly', () => {
    const pack = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: object; devDependencies: object }
    for (const [name, version] of Object.entries({ ...pack.dependencies, ...pack.devDependencies })) expect(version, name).toMatch(/^\d+\.\d+\.\d+$/)
  })
  it('name no host', () => {
    for (const path of sources) {
      const text = readFileSync(path, 'utf8').replace(/http:\/\/www\.w3\.org\/\S+/g, '')
      expect(text, path).not.toMatch(/(https?:)?\/\/[a-z0-9-]+\.[a-z]{2,}/i)
    }
  })
  it('keep static style attributes out of templates, which the page policy forbids', () => {
    for (const path of sources.filter((p) => p.endsWith('.vue'))) expect(readFileSync(path, 'utf8'), path).not.toMatch(/\sstyle="/)
  })
  it('stay under a thousand lines, those that are made aside', () => {
    for (const path of sources.filter((p) => !readFileSync(p, 'utf8').startsWith('// Made from '))) expect(readFileSync(path, 'utf8').split('\n').length, path).toBeLessThan(1000)
  })
})
