// The kinds with their fields and stages, read once for each language: forms, lists and dialogs are made of them.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { get, type Problem } from '../api/client'
import type { Kind, KindList } from '../api/types'
import { i18n } from '../i18n'

export const useKinds = defineStore('kinds', () => {
  const items = shallowRef<Kind[]>([])
  const problem = shallowRef<Problem | null>(null)
  const asked = ref('')

  async function load(): Promise<void> {
    const lang = String(i18n.global.locale.value)
    asked.value = lang
    try {
      items.value = (await get<KindList>('/model/kinds')).items
      problem.value = null
    } catch (cause) {
      problem.value = cause as Problem
    }
  }
  function need(): void {
    if (asked.value !== String(i18n.global.locale.value)) void load()
  }
  watch(
    () => i18n.global.locale.value,
    () => asked.value && void load(),
  )
  const byName = computed(() => new Map(items.value.map((kind) => [kind.name, kind])))
  return { items, problem, need, load, byName }
})
