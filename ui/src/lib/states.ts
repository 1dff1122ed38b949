import type { State } from '../api/types'

export const STATES: State[] = ['reached', 'on_track', 'tight', 'behind', 'no_data', 'no_metric']

export function tone(state: State): 'ok' | 'warn' | 'bad' | 'grey' {
  if (state === 'reached' || state === 'on_track') return 'ok'
  if (state === 'tight') return 'warn'
  return state === 'behind' ? 'bad' : 'grey'
}
