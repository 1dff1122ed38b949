import { describe, expect, it } from 'vitest'
import { asOfFrom, bytes, dayFrom, grouped, moment, monthEnd, sentenceAround, signed, sliceWords, yearsIn } from './format'

describe('days as people type them', () => {
  for (const [typed, day] of [
    ['2023-09-30', '2023-09-30'],
    ['2023.9.3', '2023-09-03'],
    ['2023/9/30', '2023-09-30'],
    ['20230930', '2023-09-30'],
    ['2023年9月30日', '2023-09-30'],
    [' ２０２３-０９-３０ ', '2023-09-30'],
    ['2024-02-29', '2024-02-29'],
    ['2023-02-29', null],
    ['2023-13-05', null],
    ['2023-00-05', null],
    ['2023-04-31', null],
    ['2023-9', null],
    ['昨天', null],
    ['', null],
  ] as const) {
    it(`reads "${typed}" as ${day ?? 'no day'}`, () => expect(dayFrom(typed)).toBe(day))
  }
})

describe('what as-of may be', () => {
  for (const [typed, want] of [
    ['184220', '184220'],
    ['184,220', '184220'],
    ['20231008', '2023-10-08'],
    ['2023-10-08', '2023-10-08'],
    ['2023-10-08T09:00:00+08:00', '2023-10-08T09:00:00+08:00'],
    ['0', null],
    ['-3', null],
    ['x', null],
  ] as const) {
    it(`reads "${typed}" as ${want ?? 'nothing'}`, () => expect(asOfFrom(typed)).toBe(want))
  }
})

describe('words around figures', () => {
  it('groups positions by thousands', () => expect([grouped(7), grouped(184220), grouped(1000000)]).toEqual(['7', '184,220', '1,000,000']))
  it('shows a moment without its zone', () => expect(moment('2023-10-08T17:20:11+08:00')).toBe('2023-10-08 17:20'))
  it('knows the ends of months', () => expect([monthEnd(2023, 2), monthEnd(2024, 2), monthEnd(2023, 9)]).toEqual(['2023-02-28', '2024-02-29', '2023-09-30']))
  it('gives a bound its sign once', () => expect([signed('>=', '260'), signed('>=', '≥ 260'), signed('=', '27'), signed('<=', '3')]).toEqual(['≥ 260', '≥ 260', '27', '≤ 3']))
  it('shows the words of a slice and never its condition', () =>
    expect([sliceWords({ slice: 'sector = "a"', slice_words: '限智能制造' }), sliceWords({ slice: 'sector = "a"' }), sliceWords({ slice: '限三类' })]).toEqual(['限智能制造', '', '限三类']))
  it('cuts the sentence of a quote out of the text around it', () => {
    expect(sentenceAround('前一句。签约20个以上，', '，落地15个。后一句。')).toEqual({ before: '签约20个以上，', after: '，落地15个。' })
    expect(sentenceAround('没有句号', '')).toEqual({ before: '没有句号', after: '' })
  })
  it('says how big a file is', () => expect([bytes(12), bytes(204810), bytes(1504810)]).toEqual(['12 B', '200 KiB', '1.4 MiB']))
})

describe('the year of a plan', () => {
  for (const [text, years] of [
    ['某区2023年工作要点\n2022年成绩显著，2022年开工，2022年建成。', [2023, 2022]],
    ['2022年，各项工作取得突破。2023年是关键之年。', [2023, 2022]],
    ['工业投资在2022年基础上翻番，到2035年基本建成，确保2023年开工31个。', [2023]],
    ['没有写年份', []],
  ] as const) {
    it(`is read from "${text.slice(0, 18)}…" as ${years[0] ?? 'none'}`, () => expect(yearsIn(text)).toEqual(years))
  }
})
