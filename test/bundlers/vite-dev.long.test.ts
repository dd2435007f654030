import { describe, expect, test } from 'vitest'
import { startDriven } from '../support/driven-process.js'
import { scratchProject } from '../support/scratch.js'

describe.each([
  ['vite 7', 'vite7'],
  ['vite 8', 'vite'],
])('the dev server of %s', (_, vite) => {
  test.each(['ssrLoadModule', 'runner'])('%s: an edit two imports away recomputes, a comment does not', async (how) => {
    const project = await scratchProject({}, 'sales')
    const server = await startDriven(project, 'vite-dev-server.mjs', [vite, 'told'])
    const report = () => server.ask({ action: 'call', how, url: '/src/report.ts', name: 'report', args: [2024] })
    const edit = (name: string, from: string, to: string) => server.ask({ action: 'edit', name, from, to })

    expect(await report()).toMatchObject({ ran: ['report'], value: { total: 2530 } })
    expect(await report()).toMatchObject({ ran: [], value: { total: 2530 } })

    await edit('src/rates.ts', '// Two imports away', '// Still two imports away')
    expect(await report()).toMatchObject({ ran: [], value: { total: 2530 } })

    await edit('src/rates.ts', 'Currency[currency]', 'Currency[currency] * 2')
    expect(await report()).toMatchObject({ ran: ['report'], value: { total: 5060 } })

    await edit('src/rates.ts', 'Currency[currency] * 2', 'Currency[currency]')
    expect(await report()).toMatchObject({ ran: [], value: { total: 2530 } })

    // A direct import: Vite would keep the code of its importer.
    await edit('src/money.ts', 'rateOf(currency)', '3 * rateOf(currency)')
    expect(await report()).toMatchObject({ ran: ['report'], value: { total: 7590 } })
  })

  test('what browsers get is transformed again too', async () => {
    const project = await scratchProject({}, 'sales')
    const server = await startDriven(project, 'vite-dev-server.mjs', [vite, 'told'])
    const version = async () => {
      const code: string = await server.ask({ action: 'clientCode', url: '/src/report.ts' })
      return /#report["'][\s\S]*?version:\s*["']([^"']+)/.exec(code)?.[1]
    }
    const before = await version()
    expect(before).toBeDefined()
    await server.ask({ action: 'edit', name: 'src/money.ts', from: 'rateOf(currency)', to: '3 * rateOf(currency)' })
    const after = await version()
    expect(after).toBeDefined()
    expect(after).not.toBe(before)
  })
})
