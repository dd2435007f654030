import { utimes } from 'node:fs/promises'
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

  test('an edit of the file to which another plugin leads an import recomputes', async () => {
    const project = await scratchProject({ 'src/led.ts': 'export const rateOf = () => 3' }, 'sales')
    const server = await startDriven(project, 'vite-dev-server.mjs', [vite, 'told', '/rates.js', 'src/led.ts'])
    const report = () => server.ask({ action: 'call', how: 'ssrLoadModule', url: '/src/report.ts', name: 'report', args: [2024] })
    const first = await report()
    expect(first.ran).toEqual(['report'])
    expect(await report()).toEqual({ ...first, ran: [] })
    await server.ask({ action: 'edit', name: 'src/led.ts', from: '3', to: '6' })
    const second = await report()
    expect(second.ran).toEqual(['report'])
    expect(second.value.total).toBe(first.value.total * 2)
  })

  test('an edit of where the package leads an import recomputes', async () => {
    const project = await scratchProject({
      'package.json': JSON.stringify({ name: 'app', type: 'module', imports: { '#rate': './src/low.ts' } }),
      'src/low.ts': 'export const rate = 1',
      'src/high.ts': 'export const rate = 2',
      'src/fee.ts': `import { rate } from '#rate'
/** @cache */ export function fee(n: number) { console.log('ran fee'); return n * rate }`,
    })
    const server = await startDriven(project, 'vite-dev-server.mjs', [vite, 'told'])
    const fee = () => server.ask({ action: 'call', how: 'ssrLoadModule', url: '/src/fee.ts', name: 'fee', args: [5] })
    expect(await fee()).toMatchObject({ ran: ['fee'], value: 5 })
    await server.ask({ action: 'edit', name: 'package.json', from: 'low', to: 'high' })
    expect(await fee()).toMatchObject({ ran: ['fee'], value: 10 })
    await server.ask({ action: 'edit', name: 'package.json', from: 'high', to: 'low' })
    expect(await fee()).toMatchObject({ ran: [], value: 5 })
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

  test('modules in memory that are not those on disk', async () => {
    const body = '[helper(), dep()].join()'
    const project = await scratchProject({
      'src/report.ts': `import { dep } from 'dep'
import { helper } from './helper'
/** @cache */
export function report() { console.log('ran report'); return ${body} } // a
export const both = () => [report(), ${body}]`,
      'src/helper.ts': `export const helper = () => 'helper 1'`,
      'node_modules/dep/package.json': '{ "name": "dep", "version": "1.0.0", "type": "module", "main": "index.js" }',
      'node_modules/dep/index.js': `export const dep = () => 'dep 1'`,
    })
    const server = await startDriven(project, 'vite-dev-server.mjs', [vite, 'told'])
    const call = () => server.ask({ action: 'call', how: 'ssrLoadModule', url: '/src/report.ts', name: 'both', args: [] })
    const touch = (from: string, to: string) => server.ask({ action: 'edit', name: 'src/report.ts', from, to })
    const same = (value: string, ran: string[]) => ({ ran, value: [value, value] })
    expect(await call()).toEqual(same('helper 1,dep 1', ['report']))
    expect(await call()).toEqual(same('helper 1,dep 1', []))

    // An older file, as a package manager or a backup leaves it; the server isn't told.
    await project.write({ 'src/helper.ts': `export const helper = () => 'helper 2'` })
    await utimes(project.path('src/helper.ts'), 1_000_000_000, 1_000_000_000)
    await touch('// a', '// b')
    expect(await call()).toEqual(same('helper 1,dep 1', ['report']))
    await project.write({ 'src/helper.ts': `export const helper = () => 'helper 1'` })
    await touch('// b', '// c')
    expect(await call()).toEqual(same('helper 1,dep 1', []))

    await project.edit('node_modules/dep/package.json', '1.0.0', '2.0.0')
    await project.edit('node_modules/dep/index.js', 'dep 1', 'dep 2')
    await touch('// c', '// d')
    expect(await call()).toEqual(same('helper 1,dep 1', ['report']))
    const restarted = await startDriven(project, 'vite-dev-server.mjs', [vite, 'told'])
    const again = { action: 'call', how: 'ssrLoadModule', url: '/src/report.ts', name: 'both', args: [] }
    expect(await restarted.ask(again)).toEqual(same('helper 1,dep 2', ['report']))

    await server.ask({ action: 'edit', name: 'src/helper.ts', from: `'helper 1'`, to: `'helper 1' (` })
    const message = await call().then(String, String)
    expect(message).toMatch(/helper\.ts/)
    expect(message).not.toContain('cachecache.text')
  })
})
