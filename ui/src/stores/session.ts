// Who looks, and at which ledger. Read once, again after a write.
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { forget, get, type Problem } from '../api/client'
import type { Session, Zone } from '../api/types'

export const useSession = defineStore('session', () => {
  const session = shallowRef<Session | null>(null)
  const problem = shallowRef<Problem | null>(null)

  async function load(): Promise<void> {
    try {
      session.value = await get<Session>('/session')
      problem.value = null
    } catch (cause) {
      problem.value = cause as Problem
    }
  }
  /** After a write: what was read before is of the past. */
  async function changed(): Promise<void> {
    forget()
    await load()
  }

  const zones = computed<Zone[]>(() => session.value?.zones ?? [])
  const city = computed(() => zones.value.find((zone) => zone.type === 'city') ?? null)
  const developing = computed(() => zones.value.filter((zone) => zone.type === 'zone'))
  const invented = computed(() => session.value?.ledger?.invented ?? false)
  const signedIn = computed(() => session.value?.signed_in ?? false)
  const blank = computed(() => !!session.value?.ledger && !session.value.ledger.has_targets)

  return { session, problem, load, changed, zones, city, developing, invented, signedIn, blank }
})
