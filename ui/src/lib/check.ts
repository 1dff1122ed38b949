// What the ledger would make of what is typed: asked a moment after the last key, for the fields that changed.
import { onScopeDispose, reactive, ref } from 'vue'
import { get } from '../api/client'
import type { Checked, CheckedField, RecordName } from '../api/types'

const PAUSE_MS = 250

export function useCheck(kind: () => string, record: () => string) {
  const said = reactive(new Map<string, CheckedField>())
  const alike = ref<RecordName[]>([])
  const waiting = new Map<string, string>()
  let timer = 0
  let turn = 0

  async function ask(): Promise<void> {
    const mine = ++turn
    const params: Record<string, string> = Object.fromEntries(waiting)
    waiting.clear()
    // A blank one is asked too: a field that must be given says so.
    const query = new URLSearchParams(params).toString()
    try {
      const answer = await get<Checked>(`/check/${kind()}?${query}`, { record: record() })
      for (const field of answer.fields) said.set(field.name, field)
      if (mine === turn && (answer.alike.length || alike.value.length)) alike.value = answer.alike
    } catch {
      // the form asks again when it is sent; a check that cannot be made refuses nothing
    }
  }
  function typed(name: string, text: string): void {
    waiting.set(name, text)
    window.clearTimeout(timer)
    timer = window.setTimeout(() => void ask(), PAUSE_MS)
  }
  onScopeDispose(() => window.clearTimeout(timer))
  return { said, alike, typed }
}
