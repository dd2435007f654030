import { describe, expect, test } from 'vitest'
import { bundlers } from '../support/bundlers.js'
import { runNode } from '../support/run-node.js'
import { scratchProject } from '../support/scratch.js'

// A service gets a client of a package, as most servers do. Nothing but the package knows what the client holds.
const FILES = {
  'package.json': '{ "name": "made", "type": "module" }',
  'node_modules/kit/package.json': '{ "name": "kit", "version": "1.0.0", "type": "module", "main": "index.js" }',
  'node_modules/kit/index.js': `import { EventEmitter } from 'node:events'
const join = (...parts) => parts.join('/')
export class Client { #options; #calls = 0; constructor(options) { this.#options = options; this.join = join }
  ask(question) { this.#calls++; return this.join(this.#options.url, question) } }
class Pool extends EventEmitter { clients = []; constructor(options) { super(); this.options = options }
  ask(question) { this.clients.push(new Client(this.options)); return this.clients.at(-1).ask(question) } }
export const connect = async (options) => new Pool(options)`,
  'src/clients.ts': `import { Client } from 'kit'
export const clientFor = (tenant: string) => new Client({ url: tenant })`,
  'src/service.ts': `interface Asked { ask(question: string): string }
export class Service {
  constructor(private readonly client: Asked) {}
  /** @cache */
  async answer(question: string) { console.log('ran answer'); return this.client.ask(question) }
}
/** @cache */
export function ask(client: Asked, question: string) { console.log('ran ask'); return client.ask(question) }`,
  'src/main.ts': `import { connect } from 'kit'
import * as kit from 'kit'
import { clientFor } from './clients.js'
import { ask, Service } from './service.js'
const results: unknown[] = []
for (const tenant of ['a', 'b', 'a']) results.push(await new Service(clientFor(tenant)).answer('q'), ask(clientFor(tenant), 'q'))
const options = { url: 'c' }
const reused = new kit.Client(options)
options.url = 'd'
results.push(ask(reused, 'q'), ask(new kit.Client(options), 'q'))
const pool = await connect({ url: 'e' })
results.push(ask(pool, 'q'), ask(pool, 'q'), ask(await connect({ url: 'f' }), 'q'))
console.log('result ' + JSON.stringify(results))`,
}
const RESULT = ['a/q', 'a/q', 'b/q', 'b/q', 'a/q', 'a/q', 'd/q', 'd/q', 'e/q', 'e/q', 'f/q']

const hosts: { name: string; argumentsFor(folder: string): Promise<string[]> }[] = [
  ...bundlers.map(({ name, build }) => ({
    name,
    argumentsFor: async (folder: string) => [(await build(folder, { root: folder })).file],
  })),
  {
    name: 'the register hook, over tsx',
    argumentsFor: async () => ['--import', '@cachecache/unplugin/register', '--import', 'tsx', 'src/main.ts'],
  },
]

describe.each(hosts)('$name', ({ argumentsFor }) => {
  test('clients that a package made have answers of their own, in each process', async () => {
    const project = await scratchProject(FILES)
    const args = await argumentsFor(project.folder)
    const first = await runNode(project, args)
    expect(first.result).toEqual(RESULT)
    expect(first.ran).toHaveLength(8)
    expect(first.stderr).toBe('')
    const second = await runNode(project, args)
    expect(second.result).toEqual(RESULT)
    expect(second.ran).toEqual([])
  })
})

test('another version of the package is another client', async () => {
  const project = await scratchProject(FILES)
  const { build } = bundlers.find(({ name }) => name === 'esbuild')!
  await runNode(project, [(await build(project.folder, { root: project.folder })).file])
  await project.edit('node_modules/kit/package.json', '1.0.0', '1.0.1')
  await project.edit('node_modules/kit/index.js', "join('/')", "join(':')")
  const { ran, result } = await runNode(project, [(await build(project.folder, { root: project.folder })).file])
  expect(ran).toHaveLength(8)
  expect(result).toEqual(RESULT.map((answer) => answer.replace('/', ':')))
})
