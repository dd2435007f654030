import { report } from '../lib/report'

export const load = () => ({ total: report(2024) })
