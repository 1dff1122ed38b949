import { describe, expect, it } from 'vitest'
import type { PlanReading } from '../api/types'
import { piecesOf } from './marks'

function reading(text: string, marks: { start: number; end: number; num: number; number: string }[], duties: { start: number; end: number }[] = []): PlanReading {
  return {
    text,
    statements: marks.map((m, index) => ({ index, start: m.start, end: m.end, num_start: m.num, number: m.number })),
    proposals: marks.map((_, i) => ({ statement: i, become: 'target', tied: i % 2 === 0 })),
    undertakings: duties.map((d, index) => ({ index, ...d })),
    figures: [],
    furniture: [],
  } as unknown as PlanReading
}

describe('marks in a plan', () => {
  it('puts the text together again, piece by piece', () => {
    const text = '签约项目20个以上，总投资260亿元以上。'
    const pieces = piecesOf(reading(text, [{ start: 0, end: 9, num: 4, number: '20个以上' }, { start: 10, end: 20, num: 13, number: '260亿元以上' }]))
    expect(pieces.map((p) => p.text).join('')).toBe(text)
    expect(pieces.filter((p) => p.number).map((p) => p.text)).toEqual(['20个以上', '260亿元以上'])
  })
  it('counts code points, not halves of them', () => {
    const text = '𠮷园签约20个'
    const pieces = piecesOf(reading(text, [{ start: 0, end: 7, num: 4, number: '20个' }]))
    expect(pieces.find((p) => p.number)?.text).toBe('20个')
  })
  it('keeps both marks where two quotes overlap', () => {
    const pieces = piecesOf(reading('abcdefgh', [{ start: 0, end: 6, num: 1, number: 'b' }, { start: 4, end: 8, num: 6, number: 'g' }]))
    expect(pieces.find((p) => p.text === 'ef')?.marks.map((m) => m.key)).toEqual(['s0', 's1'])
  })
  it('leaves out a mark that lies outside the text', () => {
    const pieces = piecesOf(reading('abc', [], [{ start: 2, end: 99 }]))
    expect(pieces.every((p) => p.marks.length === 0)).toBe(true)
  })
})
