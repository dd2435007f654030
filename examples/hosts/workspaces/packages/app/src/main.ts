import { report } from 'example-reports'

console.log(`result ${report(2024)}`)
