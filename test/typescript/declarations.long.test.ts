import { execFile } from 'node:child_process'
import { SourceMap, type SourceMapping } from 'node:module'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { cachecache, run, tsc, typedProject, VERSIONS } from './support/typed-project.js'

const LIBRARY = {
  'package.json': JSON.stringify({
    name: 'tagged-library',
    version: '1.0.0',
    type: 'module',
    files: ['dist'],
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
  }),
  'src/index.ts': `import { cache, Cacher } from '@cachecache/runtime'
/** @cache */ export async function report(year: number, region = 'north') { return { year, region } }
/** @cache */ export const load = async (id: string) => id
/** @cache */ export function sum(...ns: number[]): number { return ns.length }
/** @cache */ export const first = <T>(...ts: T[]): T => ts[0]!
export class Repo { @cache static async all() { return [1] } /** @cache */ find<T>(id: T) { return id } }
export const wrapped = Cacher('memory:')((a: number) => a)
/** @cache */ export default function main() { return 'main' as const }
export { report as alias }
`,
}

const CONSUMER = `import { cacheOptions } from '@cachecache/runtime'
import main, { alias, first, load, Repo, report, sum, wrapped } from 'tagged-library'
export const a: { year: number } = await report(1, undefined, { again: true })
export const b: string = await load('x', { cachePath: 'x' })
export const c: number = sum(1, cacheOptions({ again: true }))
export const d: number = first(1, cacheOptions({ again: true }))
export const e: number[] = await Repo.all({ again: true })
export const f: 1 = new Repo().find<1>(1, { again: true })
export const g: number = wrapped(1, { again: true })
export const h: 'main' = main({ again: true })
export const i: { year: number } = await alias(1, undefined, { again: true })
`

describe.each(VERSIONS)('a published library, written with TypeScript %s,', (version) => {
  test.each(VERSIONS)('gives its options to a consumer with TypeScript %s', async (consuming) => {
    const library = await typedProject(version, LIBRARY, { noEmit: false, declaration: true, rootDir: 'src', outDir: 'dist' })
    expect(await cachecache(library, 'check', '--declaration', '--outDir', 'dist')).toEqual({ code: 0, stdout: '', stderr: '' })
    const packed = await promisify(execFile)('npm', ['pack', '--silent'], { cwd: library.folder })

    const consumer = await typedProject(consuming, { 'src/use.ts': CONSUMER })
    await consumer.write({ 'node_modules/tagged-library/.keep': '' })
    const archive = library.path(packed.stdout.trim())
    await run(
      'tar',
      ['-xzf', archive, '--strip-components=1', '-C', consumer.path('node_modules/tagged-library')],
      consumer.folder,
    )
    expect(await tsc(consuming, consumer)).toMatchObject({ code: 0, stdout: '' })

    await consumer.edit('src/use.ts', "load('x', { cachePath: 'x' })", "load('x', { cachePth: 'x' })")
    expect((await tsc(consuming, consumer)).stdout).toMatch(/^src\/use\.ts\(4,44\): error TS2561: .*'cachePth'/)
  })
})

test('declaration maps lead to the source as it is', async () => {
  const source = `/** @cache */ export const area = (width: number, height = 1): number => width * height
export const depth = 3
/** @cache */ export function sum(...ns: number[]): number { return ns.length }
export function behind(late: string) { return late }
`
  const options = { noEmit: false, declaration: true, declarationMap: true, rootDir: 'src', outDir: 'dist' }
  const library = await typedProject(6, { 'src/index.ts': source }, options)
  await cachecache(library, 'check', '--declaration')
  const [written, original] = [await library.read('dist/index.d.ts'), await library.read('src/index.ts')]
  const map = new SourceMap(JSON.parse(await library.read('dist/index.d.ts.map')))
  const placeIn = (text: string, part: string) => {
    const before = text.slice(0, text.indexOf(part)).split('\n')
    return [before.length - 1, before.at(-1)!.length] as const
  }
  for (const part of ['area', 'width', 'height', 'depth', 'behind', 'late']) {
    const { originalLine, originalColumn } = map.findEntry(...placeIn(written, part)) as SourceMapping
    expect([part, originalLine, originalColumn]).toEqual([part, ...placeIn(original, part)])
  }
  // What was added stands behind the last parameter.
  const added = map.findEntry(...placeIn(written, 'options?:')) as SourceMapping
  expect([added.originalLine, added.originalColumn]).toEqual(placeIn(original, '): number =>'))
})

test('names what its declarations leave without options', async () => {
  const project = await typedProject(
    6,
    {
      'src/a.ts': '/** @cache */ export function count(...ns: number[]) { return ns.length }\n',
    },
    { rootDir: 'src' },
  )
  const { code, stdout, stderr } = await cachecache(project, 'check', '--declaration', '--outDir', 'dist')
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
  expect(stderr).toMatch(/^note: left without options: src\/a\.ts:1 count: .* write the return type\.\n$/)
})

test('augmentations stay out of the declarations of a project that writes them', async () => {
  const project = await typedProject(6, { 'src/index.ts': '/** @cache */ export function f(a: number) { return a }\n' })
  await cachecache(project, 'types')
  expect(await project.read('cachecache.d.ts')).toContain('export function f(a: number, options?:')
  await project.edit('tsconfig.json', '"noEmit":true', '"declaration":true,"outDir":"dist","rootDir":"."')
  expect(await cachecache(project, 'types')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('tsconfig.json emits declarations'),
  })
  await tsc(6, project, '-p', '.')
  expect(await project.read('dist/src/index.d.ts')).toContain('export declare function f(a: number): number')
  // And our own emission does not see them, even where they are left over.
  await project.write({
    'cachecache.d.ts':
      '// Written by cachecache\ndeclare module "./src/index.js" { export function f(a: number, options?: {}): number }\nexport {}\n',
  })
  await cachecache(project, 'check', '--declaration')
  expect(await project.read('dist/src/index.d.ts')).toContain(
    'export declare function f(a: number, options?: import("@cachecache/runtime").CacheOptions): number',
  )
})
