import { describe, expect, it } from 'vitest'
import { csvOf, tsvRows } from './tsv'

describe('a pasted range', () => {
  it.each([
    ['a\tb\r\nc\td\r\n', [['a', 'b'], ['c', 'd']]],
    ['a\tb\nc\td', [['a', 'b'], ['c', 'd']]],
    ['"a\tb"\t"say ""so"""\r\n', [['a\tb', 'say "so"']]],
    ['"two\nlines"\tx\n', [['two\nlines', 'x']]],
    ['\t\r\n1\t\r\n', [['', ''], ['1', '']]],
    ['3,400.5', [['3,400.5']]],
    ['a "quoted" word\tb', [['a "quoted" word', 'b']]],
    ['', []],
  ])('%j is %j', (text, rows) => expect(tsvRows(text)).toEqual(rows))
  it('goes out as CSV with what needs quotes in quotes', () => {
    expect(csvOf([['a', '3,400.5'], ['say "so"', 'x\ny']])).toBe('a,"3,400.5"\r\n"say ""so""","x\ny"\r\n')
  })
})
