// Words around figures: dates, positions, sizes. The figures themselves arrive ready to be shown.

/** 184220 as 184,220. Positions and counts only. */
export function grouped(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** The moment as the zone's clock shows it; the server sends UTC+8. */
export function moment(iso: string | null): string {
  return iso ? iso.slice(0, 16).replace('T', ' ') : ''
}

export function bytes(n: number): string {
  if (n < 1024) return `${n} B`
  if (n < 1024 * 1024) return `${Math.round(n / 1024)} KiB`
  return `${(n / 1024 / 1024).toFixed(1)} MiB`
}

/**
 * A day as people type it: 2023-09-30, 2023.9.30, 2023/9/30, 20230930, 2023年9月30日, full-width digits too.
 * Null when it is no day of the calendar.
 */
export function dayFrom(text: string): string | null {
  const plain = text.trim().replace(/[０-９]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
  const m = /^(\d{4})(?:[-./年](\d{1,2})[-./月](\d{1,2})日?|(\d{2})(\d{2}))$/.exec(plain)
  if (!m) return null
  const year = Number(m[1])
  const month = Number(m[2] ?? m[4])
  const day = Number(m[3] ?? m[5])
  if (month < 1 || month > 12 || day < 1 || day > lastDay(year, month)) return null
  return `${m[1]}-${two(month)}-${two(day)}`
}

export function lastDay(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

export function monthEnd(year: number, month: number): string {
  return `${year}-${two(month)}-${two(lastDay(year, month))}`
}

/** What `as_of` may be: a day (as above), a position, an instant. Null when it is none. */
export function asOfFrom(text: string): string | null {
  const plain = text.trim()
  const position = plain.replace(/[,，\s]/g, '')
  const day = dayFrom(plain)
  if (day) return day
  if (/^[1-9]\d{0,14}$/.test(position)) return position
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?([+-]\d{2}:\d{2}|Z)?$/.test(plain) ? plain : null
}

function two(n: number): string {
  return n < 10 ? `0${n}` : String(n)
}

/** What a slice means to people. The condition itself, where the server has no words for it, is no text for a row. */
export function sliceWords(of: { slice: string | null; slice_words?: string | null }): string {
  if (of.slice_words) return of.slice_words
  return of.slice && !/["=<>()]/.test(of.slice) ? of.slice : ''
}

const SIGNS: Record<string, string> = { '>=': '≥', '>': '>', '<=': '≤', '<': '<', '~': '≈' }
/** A bound with its sign, where the server sent the number alone. */
export function signed(op: string, shown: string): string {
  const sign = SIGNS[op]
  return !sign || /[≥≤<>≈~]/.test(shown) ? shown : `${sign} ${shown}`
}

/** The sentence that a quote stands in, of the text around it. */
export function sentenceAround(before: string, after: string): { before: string; after: string } {
  const start = Math.max(...['。', '！', '？', '\n'].map((end) => before.lastIndexOf(end)))
  const ends = ['。', '！', '？', '\n'].map((end) => after.indexOf(end)).filter((at) => at >= 0)
  const end = ends.length ? Math.min(...ends) + 1 : after.length
  return { before: before.slice(start + 1).trimStart(), after: after.slice(0, end).trimEnd() }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
export function monthName(month: number, lang: string): string {
  return lang === 'en' ? (MONTHS[month - 1] ?? '') : `${month}月`
}

/**
 * The years that a plan's text may be for, likeliest first: those it speaks of most, the later of two alike. A year
 * that something is compared with or led up to (到2035年, 在2022年基础上) is no candidate.
 */
export function yearsIn(text: string): number[] {
  const score = new Map<number, number>()
  const head = text.trimStart().split('\n')[0] ?? ''
  for (const m of text.matchAll(/(20\d{2})\s*年(?!基础|以来|底以前)/g)) {
    const before = text.slice(Math.max(0, (m.index ?? 0) - 1), m.index)
    if (/[到至自从比较]/.test(before)) continue
    const year = Number(m[1])
    score.set(year, (score.get(year) ?? 0) + 1)
  }
  const inHead = /[。，,]/.test(head) ? null : /(20\d{2})/.exec(head) // a title, not a sentence
  if (inHead) score.set(Number(inHead[1]), (score.get(Number(inHead[1])) ?? 0) + 5)
  return Array.from(score.keys()).sort((a, b) => (score.get(b) ?? 0) - (score.get(a) ?? 0) || b - a)
}
