// Cutting a plan's text at every boundary of what was understood, so that each piece knows what covers it.
// Offsets are code points, as the reader gives them.
import type { PlanReading } from '../api/types'

export type MarkSort = 'tied' | 'grey' | 'reported' | 'duty' | 'unknown' | 'furniture'
export interface Mark {
  key: string // "s0": statement 0; "d3": undertaking 3
  start: number
  end: number
  sort: MarkSort
}
export interface Piece {
  text: string
  marks: Mark[]
  number: boolean // the number itself
}

export function marksOf(reading: PlanReading): Mark[] {
  const marks: Mark[] = []
  for (const s of reading.statements) {
    const p = reading.proposals[s.index]
    const sort: MarkSort = p?.become === 'reported' ? 'reported' : p?.tied ? 'tied' : 'grey'
    marks.push({ key: `s${s.index}`, start: s.start, end: s.end, sort })
  }
  for (const d of reading.undertakings) marks.push({ key: `d${d.index}`, start: d.start, end: d.end, sort: 'duty' })
  for (const f of reading.figures) if (f.why === 'unknown') marks.push({ key: `f${f.start}`, start: f.start, end: f.end, sort: 'unknown' })
  for (const f of reading.furniture) marks.push({ key: `u${f.start}`, start: f.start, end: f.end, sort: 'furniture' })
  return marks
}

export function piecesOf(reading: PlanReading): Piece[] {
  const points = Array.from(reading.text)
  const marks = marksOf(reading).filter((m) => m.start >= 0 && m.start < m.end && m.end <= points.length)
  const numbers = reading.statements.map((s) => [s.num_start, s.num_start + Array.from(s.number).length] as const)
  const cuts = new Set<number>([0, points.length])
  for (const m of marks) cuts.add(m.start).add(m.end)
  for (const [start, end] of numbers) cuts.add(Math.max(0, start)).add(Math.min(points.length, end))
  const sorted = Array.from(cuts).sort((a, b) => a - b)
  const pieces: Piece[] = []
  for (let i = 0; i + 1 < sorted.length; i++) {
    const start = sorted[i]!
    const end = sorted[i + 1]!
    pieces.push({
      text: points.slice(start, end).join(''),
      marks: marks.filter((m) => m.start <= start && end <= m.end),
      number: numbers.some(([a, b]) => a <= start && end <= b),
    })
  }
  return pieces
}
