import { report } from './report'

console.log(`result ${report(2024)}`)
