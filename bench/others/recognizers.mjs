// recognizers.mjs - @microsoft/recognizers-text-suite over the same text: numbers only, or numbers with units.
//     node recognizers.mjs numbers|units FILE
// Prints bytes of text a second of one core, as bench-plan does, and how many it found.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
const R = require('@microsoft/recognizers-text-suite')
const [what, file] = process.argv.slice(2)
const bytes = readFileSync(file)
const lines = bytes.toString('utf8').split('\n').filter((line) => line.trim())
const zh = R.Culture.Chinese
const calls = what === 'numbers' ? [R.recognizeNumber, R.recognizePercentage] : [R.recognizeCurrency, R.recognizeDimension]
function once() {
  let found = 0
  for (const line of lines) for (const call of calls) found += call(line, zh).length
  return found
}
let found = once() // the first call makes the models
const begun = process.cpuUsage()
let rounds = 0
let spent = 0
do {
  found = once()
  rounds++
  const now = process.cpuUsage(begun)
  spent = (now.user + now.system) / 1e6
} while (spent < 1)
console.log(JSON.stringify({ what: `recognizers ${what}`, rate: (bytes.length * rounds) / spent / 1e6, found, bytes: bytes.length }))
