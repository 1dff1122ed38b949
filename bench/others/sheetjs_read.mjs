// sheetjs_read.mjs - the workbook row of bench/rows.def by SheetJS: read whole, every cell's value looked at.
//
//     node sheetjs_read.mjs BOOK.xlsx
import { readFileSync } from 'node:fs'
import * as XLSX from 'xlsx'

const began = process.hrtime.bigint()
let cells = 0
const book = XLSX.read(readFileSync(process.argv[2]), { cellDates: true, dense: true })
for (const name of book.SheetNames) {
  const sheet = book.Sheets[name]
  for (const row of sheet['!data'] ?? sheet) for (const cell of row ?? []) if (cell && cell.v !== undefined) cells++
}
const seconds = Number(process.hrtime.bigint() - began) / 1e9
console.log(JSON.stringify({ seconds, cells, resident_kb: process.resourceUsage().maxRSS }))
