// Where a thing stands in the address. The two dates travel with every link, so that a reader who looks at a
// past day stays there while drilling down.
import type { LocationQueryRaw, RouteLocationRaw } from 'vue-router'
import { useRoute } from 'vue-router'
import type { RecordName } from '../api/types'

const TRAVELLING = ['on', 'as_of'] as const

export function one(value: unknown): string {
  const first: unknown = Array.isArray(value) ? value[0] : value
  return typeof first === 'string' ? first : ''
}

export function useWhere() {
  const route = useRoute()
  function dates(): Record<string, string> {
    const query: Record<string, string> = {}
    for (const name of TRAVELLING) {
      const value = one(route.query[name])
      if (value) query[name] = value
    }
    return query
  }
  function to(path: string, query: LocationQueryRaw = {}): RouteLocationRaw {
    return { path, query: { ...dates(), ...query } }
  }
  return {
    dates,
    to,
    board: (query: LocationQueryRaw = {}) => to('/', query),
    target: (id: string) => to(`/targets/${id}`),
    figure: (metric: string, query: LocationQueryRaw = {}) => to(`/figures/${metric}`, query),
    record: (name: Pick<RecordName, 'kind' | 'id'>) => to(`/records/${name.kind}/${name.id}`),
    entry: (position: number) => to(`/log/${position}`),
    plan: (id: string) => to(`/plans/${id}`),
  }
}
