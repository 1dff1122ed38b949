// The ledger's last position as the server tells it: an open page hears when an entry lands. The browser asks again by itself
// when the connection breaks; a page that nobody looks at does not listen.
import { onBeforeUnmount, onMounted, ref } from 'vue'

export function useLive() {
  const position = ref(0)
  let source: EventSource | null = null
  function heard(event: Event): void {
    try {
      position.value = (JSON.parse((event as MessageEvent<string>).data) as { position: number }).position
    } catch {
      // what is no JSON is no news
    }
  }
  function listen(): void {
    if (source || document.hidden || typeof EventSource === 'undefined') return
    source = new EventSource('/api/events')
    source.addEventListener('entry', heard)
  }
  function leave(): void {
    source?.close()
    source = null
  }
  function seen(): void {
    if (document.hidden) leave()
    else listen()
  }
  onMounted(() => {
    listen()
    document.addEventListener('visibilitychange', seen)
  })
  onBeforeUnmount(() => {
    leave()
    document.removeEventListener('visibilitychange', seen)
  })
  return { position }
}
