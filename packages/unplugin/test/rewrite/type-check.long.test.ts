import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, it } from 'vitest'
import { rewriteTagged } from '../../src/transform.js'

const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url))
const outputs = readdirSync(fixtures)
  .map((name) => `${fixtures}${name}/output.ts`)
  .filter((file) => ts.sys.fileExists(file))

const options: ts.CompilerOptions = {
  strict: true,
  noImplicitReturns: true,
  noUnusedLocals: true,
  allowUnreachableCode: false,
  noEmit: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2024.d.ts', 'lib.esnext.disposable.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  customConditions: ['cachecache-source'],
  types: ['node'],
}

// A loader such as ts-loader checks what a plugin before it emitted.
it('emits TypeScript that a strict compiler takes', () => {
  expect(outputs.length).toBeGreaterThan(5)
  // Each case is a module of its own, as its input is.
  const found = ts
    .getPreEmitDiagnostics(ts.createProgram(outputs, options))
    .filter(({ file }) => file?.fileName.startsWith(fixtures))
  expect(found.map(({ file, messageText }) => `${file!.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)).toEqual(
    [],
  )
  expect(outputs.every((file) => readFileSync(file, 'utf8').includes(':any'))).toBe(true)
}, 120_000)

const KIT = `export interface Options { url: string; mode?: 'a' | 'b'; on?: (error: Error) => void; nested?: Options }
export declare class Pool<T = unknown> { constructor(options?: Options, size?: number); row: T; on(name: string, listener: (error: Error) => void): this }
export declare function make<T extends object>(options: T): Promise<Pool<T>>`
const MAKES = `import { Pool, make } from 'kit'
export const a = new Pool<string>({ url: 'x', mode: 'a', on: (error) => error.message, nested: { url: 'y', mode: 'b' } }, 2)
export const row: string = a.row
export function open(url: string | undefined): Pool { if (url) return new Pool({ url }); return new Pool() }
export const b = await make({ url: 'x' } as const)
export const url: 'x' = b.row.url
export const c = new Pool().on('error', (error) => error.message)
export const d = (...args: [{ url: string }, number]) => new Pool(...args)
/** @cache */ export function f(pool: Pool, x: number) { return pool.row === x }
`

const KEYS = `enum Kind { A = 'a', B = 'b' }
const C = 'c', P = 'p' as const
type Fn = (n: number) => number
export const table = { [Kind.A]: (n) => n + 1, [Kind.B](n) { return n * 2 }, [C]: (n) => n } satisfies Record<Kind | 'c', Fn>
export const other: Record<string, Fn> = { [\`\${P}:a\`]: (n) => n, plain(n) { return n } }
export const rows = { *[Symbol.iterator]() { yield 1 }, next() { return 2 } } as const
export const sum = (n: number): number => table[Kind.A](n) + table.c(n) + rows.next()
/** @cache */ export function f(fn: unknown, x: number) { return fn === x }
`

it.each([
  ['where a package makes a value', MAKES, /\$created_cc\(/g, 6],
  ['under computed keys', KEYS, /\$(?:closure|knowMembers)_cc\(/g, 7],
])(
  'keeps the types %s',
  (_, source, emitted, count) => {
    const root = mkdtempSync(join(tmpdir(), 'types-of-made-'))
    mkdirSync(join(root, 'node_modules/kit'), { recursive: true })
    const kit = { name: 'kit', version: '1.0.0', type: 'module', main: 'index.js', types: 'index.d.ts' }
    writeFileSync(join(root, 'node_modules/kit/package.json'), JSON.stringify(kit))
    writeFileSync(join(root, 'node_modules/kit/index.js'), 'export class Pool {}; export const make = () => {}')
    writeFileSync(join(root, 'node_modules/kit/index.d.ts'), KIT)
    const file = join(root, 'typed.mts')
    const { code } = rewriteTagged(source, file, { root })!
    expect(code.match(emitted)).toHaveLength(count)
    writeFileSync(file, code)
    const generated = fileURLToPath(new URL('../../../runtime/src/generated.ts', import.meta.url))
    const program = ts.createProgram([file], { ...options, types: [], paths: { '@cachecache/runtime/generated': [generated] } })
    const found = ts.getPreEmitDiagnostics(program).filter((diagnostic) => diagnostic.file?.fileName.endsWith('typed.mts'))
    expect(found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))).toEqual([])
    rmSync(root, { recursive: true })
  },
  120_000,
)
