import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { tsc, typedProject, VERSIONS } from './support/typed-project.js'

/** The runtime's own type tests, against its built declarations. */
const publicTypes = async () =>
  (await readFile(new URL('../../packages/runtime/test/types/public.ts', import.meta.url), 'utf8')).replace(
    '../../src/index.js',
    '@cachecache/runtime',
  )

const WRAPPED = `import { Cacher, cacheOptions } from '@cachecache/runtime'
const reports = Cacher('memory:')

const generic = reports(<T extends string>(id: T, n?: number) => ({ id, n }))
export const kept: { id: 'x' } = generic('x')
export const withOptions: { id: string } = generic('x', undefined, { again: true })
// @ts-expect-error an unknown option
generic('x', undefined, { agan: true })
// @ts-expect-error options in the place of an optional parameter
generic('x', { again: true })

const rest = reports((...ns: number[]) => ns.length)
export const counted: number = rest(1, 2, cacheOptions({ again: true }))
// @ts-expect-error a plain object is no mark
rest(1, 2, { again: true })

declare function overloaded(a: string): 'text'
declare function overloaded(a: number): 'number'
export const text: 'text' = reports(overloaded)('x')
export const number: 'number' = reports(overloaded)(1, { again: true })

declare function withThis(this: Date, n: number): string
const bound = reports(withThis)
export const called: string = bound.call(new Date(), 1, { again: true })
// @ts-expect-error \`this\` is enforced
bound(1)

class Repo {
  @reports async find<T extends string>(id: T) { return { id } }
  @reports self(this: this, id: string) { return this }
  @reports static all(this: typeof Repo, id: string) { return new this() }
}
export const same: Repo = new Repo().self('x')
export const found: Promise<{ id: 'x' }> = new Repo().find('x')
`

describe.each(VERSIONS)('with TypeScript %s', (version) => {
  test('the public types hold', async () => {
    const project = await typedProject(version, { 'src/public.ts': await publicTypes() }, { exactOptionalPropertyTypes: true })
    expect(await tsc(version, project, '-p', '.')).toMatchObject({ stdout: '', code: 0 })
  })

  test.each([false, true])(
    'a wrapped function keeps its type and takes options (experimentalDecorators: %s)',
    async (experimentalDecorators) => {
      const project = await typedProject(version, { 'src/wrapped.ts': WRAPPED }, { experimentalDecorators })
      expect(await tsc(version, project, '-p', '.')).toMatchObject({ stdout: '', code: 0 })
    },
  )

  test.each(['vite', 'esbuild', 'webpack', 'rollup', 'rolldown', 'rspack'])(
    'the types of the adapter for %s read those of no other bundler',
    async (bundler) => {
      const config = `import cachecache from '@cachecache/unplugin/${bundler}'\nexport const plugins = [cachecache({ strict: true })]\n`
      const project = await typedProject(version, { 'src/config.ts': config })
      const { stdout, code } = await tsc(version, project, '-p', '.', '--listFiles')
      expect(stdout).toContain(`unplugin/dist/${bundler}.d.ts`)
      expect(stdout).not.toContain('node_modules/unplugin/')
      expect(code).toBe(0)
    },
  )
})
