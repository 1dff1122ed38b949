// Rows of a long list: a page is asked for when it comes into sight, and all pages are of one position of the ledger.
import { onScopeDispose, reactive, ref, shallowRef, watch } from 'vue'
import { get, type Params, type Problem } from '../api/client'
import type { RecordList, RecordRow } from '../api/types'

export const PAGE = 100

export function useRows(ask: () => { path: string; params: Params } | null) {
  const head = shallowRef<RecordList | null>(null) // the first page's answer: columns, total, totals, groups
  const problem = shallowRef<Problem | null>(null)
  const loading = ref(false)
  const pages = reactive(new Map<number, RecordRow[]>())
  const asked = new Set<number>()
  let turn = 0
  let running: AbortController | null = null

  async function load(page: number, mine: number): Promise<void> {
    const question = ask()
    if (!question || asked.has(page)) return
    asked.add(page)
    const more: Params = page ? { cursor: `${head.value!.at.position}.${page * PAGE}`, totals: undefined, group: undefined } : {}
    try {
      const answer = await get<RecordList>(question.path, { ...question.params, ...more, limit: PAGE }, running?.signal)
      if (mine !== turn) return
      if (!page) {
        pages.clear()
        head.value = answer
      }
      pages.set(page, answer.items)
      problem.value = null
    } catch (cause) {
      if (mine !== turn || (cause as Error).name === 'AbortError') return
      asked.delete(page)
      problem.value = cause as Problem
    }
    if (!page) loading.value = false
  }
  function again(): void {
    running?.abort()
    running = new AbortController()
    asked.clear()
    loading.value = true
    void load(0, ++turn)
  }
  /** Rows from `first` to `last` are in sight. */
  function see(first: number, last: number): void {
    if (!head.value) return
    for (let page = Math.floor(first / PAGE); page <= Math.floor(last / PAGE); page++) void load(page, turn)
  }
  const row = (i: number): RecordRow | undefined => pages.get(Math.floor(i / PAGE))?.[i % PAGE]
  const stop = watch(() => JSON.stringify(ask()), again, { immediate: true })
  onScopeDispose(() => {
    stop()
    running?.abort()
  })
  return { head, problem, loading, row, see, again }
}
