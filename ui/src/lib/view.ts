// Views of a list: what the address asks for, kept under a name on this machine. A view is sent to somebody as its address.
import { ref } from 'vue'

export interface View {
  name: string
  query: Record<string, string>
  first: boolean // opened when the list is opened without a question
}

export const OPS = ['eq', 'ne', 'ge', 'le', 'has'] as const
export type Op = (typeof OPS)[number]
export interface Filter {
  field: string
  op: Op
  value: string
}
const OWN = new Set(['q', 'zone', 'stage', 'sort', 'on', 'as_of', 'cursor', 'limit', 'lang', 'columns', 'group', 'totals', 'offset', 'view', 'open'])

export function filtersOf(query: Record<string, string>): Filter[] {
  return Object.entries(query)
    .filter(([name]) => !OWN.has(name))
    .map(([name, value]) => {
      const m = /^(.*)\.(ne|ge|le|has)$/.exec(name)
      return m ? { field: m[1]!, op: m[2] as Op, value } : { field: name, op: 'eq', value }
    })
}
export function filterName(filter: Pick<Filter, 'field' | 'op'>): string {
  return filter.op === 'eq' ? filter.field : `${filter.field}.${filter.op}`
}

function read(kind: string): View[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(`luodi.views.${kind}`) ?? '[]')
    return Array.isArray(kept) ? (kept as View[]) : []
  } catch {
    return []
  }
}
export function useViews(kind: () => string) {
  const views = ref<View[]>(read(kind()))
  function keep(next: View[]): void {
    views.value = next
    try {
      localStorage.setItem(`luodi.views.${kind()}`, JSON.stringify(next))
    } catch {
      // storage may be forbidden; the view then lasts as long as the page
    }
  }
  return {
    views,
    reload: () => (views.value = read(kind())),
    save: (view: View) => keep([...views.value.filter((v) => v.name !== view.name).map((v) => (view.first ? { ...v, first: false } : v)), view]),
    drop: (name: string) => keep(views.value.filter((v) => v.name !== name)),
  }
}
