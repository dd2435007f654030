// Sums vitest's JSON reports into the line that closes a run, after the names of what failed; exits 1 on a failure, a skip or a report
// that is missing.
import { readFileSync } from 'node:fs'

const sum = { passed: 0, failed: 0, skipped: 0 }
for (const file of process.argv.slice(2)) {
  let report
  try {
    report = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    sum.failed++
    console.log(`failed: no report ${file}`)
    continue
  }
  sum.passed += report.numPassedTests
  sum.failed += report.numFailedTests
  sum.skipped += report.numPendingTests + report.numTodoTests
  for (const { name, status, message, assertionResults } of report.testResults) {
    const failed = assertionResults.filter((test) => test.status === 'failed')
    for (const test of failed)
      console.log(`failed: ${name} > ${test.fullName ?? test.title}: ${firstLine(test.failureMessages?.[0])}`)
    if (status === 'failed' && failed.length === 0) console.log(`failed: ${name}: ${firstLine(message)}`)
  }
  // A file that fails to load counts no test of its own.
  sum.failed += report.testResults.filter(
    (one) => one.status === 'failed' && !one.assertionResults.some((test) => test.status === 'failed'),
  ).length
}
console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`)
process.exitCode = sum.failed + sum.skipped > 0 || sum.passed === 0 ? 1 : 0

function firstLine(text = '') {
  return text.split('\n', 1)[0]
}
