// sum_json.mjs - the JSON report of vitest or playwright to "PASSED FAILED SKIPPED". No report is one failure.
import { readFileSync } from 'node:fs'

let counts = [0, 1, 0]
try {
  const report = JSON.parse(readFileSync(process.argv[2], 'utf8'))
  counts = report.stats
    ? [report.stats.expected, report.stats.unexpected + report.stats.flaky + report.errors.length, report.stats.skipped]
    : [report.numPassedTests, report.numFailedTests + report.numFailedTestSuites * (report.numFailedTests ? 0 : 1),
       report.numPendingTests + report.numTodoTests]
} catch { /* the run did not come to its report */ }
console.log(counts.join(' '))
