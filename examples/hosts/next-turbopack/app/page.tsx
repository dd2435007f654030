import { report } from '../lib/report'

export const dynamic = 'force-dynamic'

export default function Page() {
  return <p>{`result ${report(2024)}`}</p>
}
