// exceljs_read.mjs - the workbook row of bench/rows.def by exceljs, streaming: every cell's value looked at.
//
//     node exceljs_read.mjs BOOK.xlsx
import ExcelJS from 'exceljs'

const began = process.hrtime.bigint()
let cells = 0
const book = new ExcelJS.stream.xlsx.WorkbookReader(process.argv[2], { sharedStrings: 'cache', styles: 'cache' })
for await (const sheet of book) for await (const row of sheet) row.eachCell((cell) => { if (cell.value !== null) cells++ })
const seconds = Number(process.hrtime.bigint() - began) / 1e9
console.log(JSON.stringify({ seconds, cells, resident_kb: process.resourceUsage().maxRSS }))
