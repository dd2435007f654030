import { report } from './report.ts'

console.log(`result ${report(2024)}`)
