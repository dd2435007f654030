import { useLoaderData } from 'react-router'
import { report } from '../lib/report'

/** @cache */
export async function loader() {
  return { total: report(2024) }
}

export default function Home() {
  const { total } = useLoaderData<typeof loader>()
  return <p>{`result ${total}`}</p>
}
