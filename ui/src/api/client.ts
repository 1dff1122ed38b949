// Asking the server. Every refusal comes back as a Problem with words for a person; nothing is retried in
// secret. Answers are kept for the way back: a page left and returned to is drawn at once, then asked again.
import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { i18n } from '../i18n'
import type { HistoryLine, Receipt, Upload } from './types'

export interface ProblemAnswer {
  title: string
  status: number
  code: string
  detail: string
  field?: string
  place?: string
  entry?: number
  version?: number
  changes?: HistoryLine[]
}

export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly place: string
  readonly field: string
  readonly entry: number | null
  readonly version: number
  readonly changes: HistoryLine[]
  readonly answer: unknown
  constructor(answer: ProblemAnswer, whole?: unknown) {
    super(answer.detail || answer.title)
    this.status = answer.status
    this.code = answer.code
    this.title = answer.title
    this.place = answer.place ?? answer.field ?? ''
    this.field = answer.field ?? ''
    this.entry = answer.entry ?? null
    this.version = answer.version ?? 0
    this.changes = answer.changes ?? []
    this.answer = whole
  }
}

export type Params = Record<string, string | number | boolean | null | undefined>

export function apiUrl(path: string, params: Params = {}): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(params)) {
    if (value !== null && value !== undefined && value !== '') query.set(name, String(value))
  }
  query.set('lang', i18n.global.locale.value)
  return `/api${path}${path.includes('?') ? '&' : '?'}${query.toString()}`
}

async function answer<T>(response: Response): Promise<T> {
  const type = response.headers.get('content-type') ?? ''
  if (response.ok && type.includes('json')) return (await response.json()) as T
  if (type.includes('json')) {
    const body = (await response.json()) as Partial<ProblemAnswer>
    throw new Problem(
      {
        title: body.title ?? '',
        status: response.status,
        code: body.code ?? String(response.status),
        detail: body.detail ?? '',
        field: body.field,
        place: body.place,
        entry: body.entry,
        version: body.version,
        changes: body.changes,
      },
      body,
    )
  }
  const t = i18n.global.t
  throw new Problem({ title: t('problem.odd'), status: response.status, code: `http_${response.status}`, detail: t('problem.odd_detail', { status: response.status }) })
}

async function request<T>(url: string, init: RequestInit): Promise<T> {
  let response: Response
  try {
    response = await fetch(url, { credentials: 'same-origin', ...init })
  } catch (cause) {
    if ((cause as Error).name === 'AbortError') throw cause
    const t = i18n.global.t
    throw new Problem({ title: t('problem.offline'), status: 0, code: 'offline', detail: t('problem.offline_detail') })
  }
  return answer<T>(response)
}

export function get<T>(path: string, params: Params = {}, signal?: AbortSignal): Promise<T> {
  return request<T>(apiUrl(path, params), { signal })
}

export function post<T>(path: string, params: Params, body: BodyInit, type: string): Promise<T> {
  return request<T>(apiUrl(path, params), { method: 'POST', body, headers: { 'content-type': type, 'x-luodi': '1' } })
}

/** A key that no other write has: sent again after a broken connection, it is done once. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')
}

/** Append: a record (kind), an entry to one (kind/id), or many (no kind). */
export function append<T = Receipt>(path: string, body: object, options: { key?: string; version?: number } = {}): Promise<T> {
  const headers: Record<string, string> = { 'content-type': 'application/json', 'x-luodi': '1', 'idempotency-key': options.key ?? newKey() }
  if (options.version) headers['if-match'] = `"${options.version}"`
  return request<T>(apiUrl(path), { method: 'POST', body: JSON.stringify(body), headers })
}

/** Send a file; `step` hears how far it is, which fetch cannot tell. */
export function upload(file: File, step: (share: number) => void): Promise<Upload> {
  return new Promise((done, failed) => {
    const sending = new XMLHttpRequest()
    sending.open('POST', apiUrl('/evidence'))
    sending.setRequestHeader('content-type', 'application/octet-stream')
    sending.setRequestHeader('x-luodi', '1')
    sending.upload.onprogress = (event) => step(event.lengthComputable ? event.loaded / event.total : 0)
    sending.onload = () => {
      const type = sending.getResponseHeader('content-type') ?? ''
      answer<Upload>(new Response(sending.responseText, { status: sending.status, headers: { 'content-type': type } })).then(done, failed)
    }
    sending.onerror = () => {
      const t = i18n.global.t
      failed(new Problem({ title: t('problem.offline'), status: 0, code: 'offline', detail: t('problem.offline_detail') }))
    }
    sending.send(file)
  })
}

const kept = new Map<string, unknown>()
const KEPT_MAX = 40

function keep(url: string, data: unknown): void {
  kept.delete(url)
  kept.set(url, data)
  if (kept.size > KEPT_MAX) kept.delete(kept.keys().next().value as string)
}

/** Everything kept is of the ledger before a write: drop it. */
export function forget(): void {
  kept.clear()
}

export interface Read<T> {
  data: Ref<T | null>
  problem: Ref<Problem | null>
  slow: Ref<boolean>
  again: () => void
}

/** Read a path whenever what it depends on changes. `ask` returns null while there is nothing to ask. */
export function useRead<T>(ask: () => { path: string; params?: Params } | null): Read<T> {
  const data = shallowRef<T | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const slow = ref(false)
  let running: AbortController | null = null
  let timer = 0

  async function load(): Promise<void> {
    running?.abort()
    const asked = ask()
    if (!asked) return
    const url = apiUrl(asked.path, asked.params)
    const mine = new AbortController()
    running = mine
    if (kept.has(url)) data.value = kept.get(url) as T
    window.clearTimeout(timer)
    timer = window.setTimeout(() => (slow.value = true), 400)
    try {
      const got = await request<T>(url, { signal: mine.signal })
      if (mine.signal.aborted) return
      keep(url, got)
      data.value = got
      problem.value = null
    } catch (cause) {
      if (mine.signal.aborted) return
      problem.value = cause as Problem
      data.value = null
    }
    window.clearTimeout(timer)
    slow.value = false
  }

  const stop = watch(
    () => {
      const asked = ask()
      return asked ? apiUrl(asked.path, asked.params) : ''
    },
    () => void load(),
    { immediate: true },
  )
  onScopeDispose(() => {
    stop()
    running?.abort()
    window.clearTimeout(timer)
  })
  return { data, problem, slow, again: () => void load() }
}
