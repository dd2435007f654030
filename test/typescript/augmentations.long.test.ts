import { spawn } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { cachecache, tsc, typedProject, typescript, VERSIONS, watchProgram } from './support/typed-project.js'

const FILES = {
  'src/shape.ts': 'export interface Shape { sides: number }\n',
  'src/a.ts': `import type { Shape } from './shape.js'
interface Hidden { h: 1 }
/** Area of a shape.
 * @cache */
export async function area(shape: Shape, unit = 'm') { return { shape, unit } }
/** @cache */ export default function main<T extends string>(x: T) { return x }
/** @cache */ export function sum(...ns: number[]): number { return ns.length }
export class Repo<T> { constructor(readonly row: T) {} /** @cache */ find(id: string): T { return this.row } /** @cache */ static all() { return 1 } }
/** @cache */ export const arrow = (a: number) => a
/** @cache */ function local(a: number) { return a }
/** @cache */ export function hidden(h: Hidden) { return h }
export namespace Tools { /** @cache */ export function inside(a: number) { return a } }
export const used = [local]
`,
  'src/use.ts': `import main, { area, Repo, sum } from './a.js'
import { cacheOptions } from '@cachecache/runtime'
export const a: { shape: { sides: number } } = await area({ sides: 3 }, undefined, { again: true })
export const b: 'x' = main('x', { again: true })
export const c: number = sum(1, cacheOptions({ again: true }))
export const d: { n: 1 } = new Repo<{ n: 1 }>({ n: 1 }).find('x', { cachePath: 'x' })
main('x', { agan: true })
`,
}

describe.each(VERSIONS)('augmentations with TypeScript %s', (version) => {
  test('tell plain tsc the options of functions, default exports and methods', async () => {
    const project = await typedProject(version, FILES)
    const { code, stdout, stderr } = await cachecache(project, 'types')
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'cachecache.d.ts written.\n' })
    for (const name of ['Repo.all', 'arrow', 'local', 'hidden', 'Tools.inside']) {
      expect(stderr).toMatch(new RegExp(`src/a\\.ts:\\d+ ${name}: .*options\\?: CacheOptions`))
      expect(await project.read('cachecache.d.ts')).toContain(` ${name}: `)
    }
    const json = await cachecache(project, 'types', '--json')
    expect({ ...json, stdout: JSON.parse(json.stdout) as unknown }).toEqual({
      code: 0,
      stdout: {
        file: project.path('cachecache.d.ts'),
        changed: false,
        included: true,
        unexpressed: stderr.match(/(?<=^  ).*$/gm),
      },
      stderr: '',
    })
    const plain = await tsc(version, project, '-p', '.')
    expect(plain.stdout).toMatch(/^src\/use\.ts\(7,13\): error TS2561: .*\n$/)
    // The overlay's own view of the project does not change with them.
    expect((await cachecache(project, 'check')).stdout).toBe(plain.stdout)
  })

  test('reach the methods of a class that is the default export', async () => {
    const project = await typedProject(version, {
      'src/named.ts': `export default class Repo<T extends object> {
  constructor(readonly row: T) {}
  /** @cache */ async find(id: string, twin?: Repo<T>): Promise<T | Repo<T>> { return this.row }
  /** @cache */ protected guarded(a: number) { return a }
  plain(a: number) { return a }
}
/** @cache */ export function make(n: number) { return new Repo({ n }) }
`,
      'src/nameless.ts': 'export default class { /** @cache */ find(id: string) { return id } }\n',
      'src/use.ts': `import Repo, { make } from './named.js'
import Nameless from './nameless.js'
const made: Repo<{ n: number }> = make(1, { again: true })
export const found: Promise<{ n: number } | Repo<{ n: number }>> = made.find('x', undefined, { again: true })
export const text: string = new Nameless().find('x', { again: true })
made.plain(made.row.n)
made.guarded(1)
new Nameless().find('x', { agan: true })
`,
    })
    expect((await cachecache(project, 'types')).stderr).toMatch(/src\/named\.ts:4 Repo\.guarded: /)
    const { stdout } = await tsc(version, project, '-p', '.')
    expect(stdout.match(/^src\/use\.ts\(\d+,\d+\): error TS\d+/gm)).toEqual([
      'src/use.ts(7,6): error TS2445',
      'src/use.ts(8,28): error TS2561',
    ])
  })
})

test('augmentations are written only when they change', async () => {
  const project = await typedProject(6, FILES)
  await cachecache(project, 'types', '--out', 'src/types/cachecache.d.ts')
  const before = await stat(project.path('src/types/cachecache.d.ts'))
  expect((await cachecache(project, 'types', '--out', 'src/types/cachecache.d.ts')).stdout).toContain('is up to date')
  expect((await stat(project.path('src/types/cachecache.d.ts'))).mtimeMs).toBe(before.mtimeMs)
  expect(await project.read('src/types/cachecache.d.ts')).toContain('declare module "../a.js"')
})

test('places are named from where the command runs, and in the file from the project', async () => {
  const project = await typedProject(6, FILES)
  const { stderr } = await cachecache({ folder: project.path('src') }, 'types', '-p', '..', '--out', '../types/call-sites.d.ts')
  expect(stderr).toMatch(/^ {2}a\.ts:\d+ arrow: /m)
  const lines = [...stderr.matchAll(/^ {2}a\.ts:(\d+)/gm)].map((match) => Number(match[1]))
  expect(lines).toEqual(lines.toSorted((a, b) => a - b))
  expect(lines.some((line) => line < 10) && lines.some((line) => line > 9)).toBe(true)
  expect(stderr).toContain('../types/call-sites.d.ts is not part of the project')
  expect(await project.read('types/call-sites.d.ts')).toMatch(/^\/\/ {3}src\/a\.ts:\d+ arrow: /m)
})

test.each(['src', 'src/types.ts'])('augmentations are not written to %s', async (out) => {
  const project = await typedProject(6, { 'src/a.ts': 'export {}\n' })
  const { code, stderr } = await cachecache(project, 'types', '--out', out)
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/^error: .*`src\S*`.*ends in \.d\.ts/) })
})

test('with --watch they follow the sources', async () => {
  const project = await typedProject(6, { 'src/a.ts': '/** @cache */ export function f(a: number) { return a }\n' })
  const watching = watchProgram(project, 'types', '--watch')
  await watching.until('cachecache.d.ts written.')
  await project.edit('src/a.ts', 'a: number', 'a: string')
  await watching.until('cachecache.d.ts written.')
  expect(await project.read('cachecache.d.ts')).toContain('export function f(a: string, options?:')
})

test('a tsconfig that only references projects writes augmentations for all of them', async () => {
  const compilerOptions = { strict: true, noEmit: true, module: 'nodenext', skipLibCheck: true, types: [] }
  const project = await typedProject(6, {
    'tsconfig.json': '{ "files": [], "references": [{ "path": "./tsconfig.app.json" }, { "path": "tools" }] }',
    'tsconfig.app.json': JSON.stringify({ compilerOptions, include: ['src', 'cachecache.d.ts'] }),
    'tools/tsconfig.json': JSON.stringify({ compilerOptions: { ...compilerOptions, noEmit: false, composite: true } }),
    'tools/pack.ts': '/** @cache */ export function pack(a: number) { return a }\n',
    'src/a.ts': '/** @cache */ export function f(a: number) { return a }\nf(1, { again: true })\n',
  })
  expect(await cachecache(project, 'types')).toEqual({ code: 0, stdout: 'cachecache.d.ts written.\n', stderr: '' })
  expect(await project.read('cachecache.d.ts')).toMatch(/declare module "\.\/src\/a\.js"[^]*declare module "\.\/tools\/pack\.js"/)
  expect((await tsc(6, project, '-p', 'tsconfig.app.json')).stdout).toBe('')

  // Among the sources of a project that emits declarations it would drop functions from those.
  expect(await cachecache(project, 'types', '--out', 'tools/call-sites.d.ts')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('tools/tsconfig.json emits declarations'),
  })
  expect(await project.read('tools/call-sites.d.ts')).not.toContain('declare module')
})

test('functions that declare their options need none', async () => {
  const project = await typedProject(6, {
    'src/options.ts': "export type { CacheOptions as Steering } from '@cachecache/runtime'\n",
    'src/a.ts': `import type { Steering } from './options.js'
/** @cache */ export function f(a: number, options?: Steering) { return a }
/** @cache */ export const g = (a: number, options?: Readonly<Steering>) => a
f(1, { again: true })
f(1, {}, { again: true })
g(1, { agan: true })
`,
  })
  expect(await cachecache(project, 'types')).toEqual({ code: 0, stdout: 'cachecache.d.ts written.\n', stderr: '' })
  expect(await project.read('cachecache.d.ts')).not.toContain('declare module')
  const plain = await tsc(6, project, '-p', '.')
  expect(plain.stdout.match(/TS\d+/g)).toEqual(['TS2554', 'TS2561'])
  expect((await cachecache(project, 'check')).stdout).toBe(plain.stdout)
})

test('the language server of TypeScript 7 knows them', async () => {
  const project = await typedProject(7, FILES)
  await cachecache(project, 'types')
  const server = spawn(process.execPath, [join(typescript(7), 'bin/tsc'), '--lsp', '--stdio'], {
    cwd: project.folder,
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  onTestFinished(() => void server.kill())
  const ask = speak(server.stdin, server.stdout)
  const uri = `file://${project.path('src/use.ts')}`
  await ask('initialize', { processId: process.pid, rootUri: `file://${project.folder}`, capabilities: {} })
  ask.tell('initialized', {})
  ask.tell('textDocument/didOpen', { textDocument: { uri, languageId: 'typescript', version: 1, text: FILES['src/use.ts'] } })
  const line = FILES['src/use.ts'].split('\n')[2]!
  const position = { line: 2, character: line.indexOf('again') }
  const completions = await ask('textDocument/completion', { textDocument: { uri }, position })
  const labels = (completions.items ?? completions).map((item: { label: string }) => item.label.replace('?', ''))
  expect(labels).toEqual(expect.arrayContaining(['cacheResults', 'cachePath']))
  const hover = await ask('textDocument/hover', {
    textDocument: { uri },
    position: { line: 2, character: line.indexOf('area(') + 1 },
  })
  expect(JSON.stringify(hover.contents)).toContain('CacheOptions')
  expect(JSON.stringify(hover.contents)).toContain('Area of a shape.')
})

/** Requests in the framing of the language server protocol. */
function speak(input: NodeJS.WritableStream, output: NodeJS.ReadableStream) {
  const waiting = new Map<number, (result: unknown) => void>()
  let buffer = Buffer.alloc(0)
  let id = 0
  const send = (message: object) => {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message })
    input.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
  }
  output.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk])
    for (;;) {
      const end = buffer.indexOf('\r\n\r\n')
      const length = Number(/Content-Length: (\d+)/i.exec(buffer.subarray(0, Math.max(end, 0)).toString())?.[1])
      if (end < 0 || buffer.length < end + 4 + length) return
      const message = JSON.parse(buffer.subarray(end + 4, end + 4 + length).toString())
      buffer = buffer.subarray(end + 4 + length)
      if (message.method && message.id !== undefined)
        send({
          id: message.id,
          result: message.method === 'workspace/configuration' ? message.params.items.map(() => null) : null,
        })
      else waiting.get(message.id)?.(message.result)
    }
  })
  // oxlint-disable-next-line typescript/no-explicit-any
  const ask = (method: string, params: object): Promise<any> => {
    const own = ++id
    send({ id: own, method, params })
    return new Promise((resolve) => waiting.set(own, resolve))
  }
  return Object.assign(ask, { tell: (method: string, params: object) => send({ method, params }) })
}
