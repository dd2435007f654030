import { report } from './report'

test('the report grows', () => {
  console.log(`result ${report(2024)}`)
  expect(report(2025)).toBeGreaterThan(report(2024))
})
