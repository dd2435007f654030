import { report } from 'example-bare'

console.log(`result ${report(2024)}`)
