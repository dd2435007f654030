import { report } from '../lib/report'

export default defineEventHandler(() => `result ${report(2024)}`)
