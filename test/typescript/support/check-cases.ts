import { rm } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { cachecache, callSites, tsc, typedProject, watchProgram, type VERSIONS } from './typed-project.js'

/** What `cachecache check` does, with one version of TypeScript. */
export function testCheck(version: (typeof VERSIONS)[number]): void {
  describe(`cachecache check with TypeScript ${version}`, () => {
    test.each(['false', 'true'])(
      'prints what tsc prints for a source that declares its options (--pretty %s)',
      async (pretty) => {
        const tagged = await typedProject(version, await callSites('tagged'))
        const declared = await typedProject(version, await callSites('declared'))
        const expected = await tsc(version, declared, '-p', '.', '--pretty', pretty)
        const checked = await cachecache(tagged, 'check', '-p', '.', '--pretty', pretty)
        expect(expected.stdout).toContain("'agan' does not exist in type 'CacheOptions'")
        expect(checked.stdout).toBe(expected.stdout)
        expect(checked).toMatchObject({ code: 1, stderr: '' })
      },
    )

    test('prints the same findings as JSON', async () => {
      const project = await typedProject(version, await callSites('tagged'))
      const { stdout } = await cachecache(project, 'check', '--pretty', 'false')
      const json = await cachecache(project, 'check', '--json')
      const found = JSON.parse(json.stdout) as Record<'code' | 'severity' | 'message' | 'file' | 'line' | 'column', string>[]
      const lines = found.map(
        ({ code, severity, message, file, line, column }) =>
          `${file.slice(project.folder.length + 1)}(${line},${column}): ${severity} ${code}: ${message}\n`,
      )
      expect({ ...json, stdout: lines.join('') }).toEqual({ code: 1, stdout, stderr: '' })

      await rm(project.path('src'), { recursive: true })
      await project.write({ 'src/a.ts': 'export const right = 1\n' })
      expect(await cachecache(project, 'check', '--json')).toEqual({ code: 0, stdout: '[]\n', stderr: '' })
    })

    test('says nothing of what it inserted, and counts without it', async () => {
      const source = '/** @cache */\nexport function f(a: number, unused: number) { return a }\nf(1, 2, { again: true })\n'
      const project = await typedProject(version, { 'src/a.ts': source }, { noUnusedParameters: true })
      const { stdout } = await cachecache(project, 'check', '--pretty', 'true')
      expect(stdout.match(/TS\d+/g)).toEqual(['TS6133'])
      expect(stdout).toContain('Found 1 error in src/a.ts')
    })

    test('takes options of a rest function by their mark only', async () => {
      const source = '/** @cache */\nexport function sum(...ns: number[]): number { return ns.length }\nsum(1, { again: true })\n'
      const project = await typedProject(version, { 'src/a.ts': source })
      const { stdout } = await cachecache(project, 'check')
      expect(stdout).toMatch(/^src\/a\.ts\(3,\d+\): error TS2769: No overload matches this call\./)
    })

    test('names the functions whose options it cannot know, once a call does not fit', async () => {
      const source = '/** @cache */\nexport function count(...ns: number[]) { return ns.length }\ncount(1)\n'
      const project = await typedProject(version, { 'src/a.ts': source })
      expect(await cachecache(project, 'check')).toEqual({ code: 0, stdout: '', stderr: '' })
      await project.write({
        'src/use.ts':
          "import { cacheOptions } from '@cachecache/runtime'\nimport { count } from './a.js'\ncount(1, cacheOptions({ again: true }))\n",
      })
      const { code, stdout, stderr } = await cachecache(project, 'check')
      expect([code, stdout]).toEqual([1, expect.stringMatching(/^src\/use\.ts\(3,10\): error TS2345: /)])
      expect(stderr).toMatch(/^note: .* src\/a\.ts:2 count: .* write the return type\.\n$/)
    })

    test('adds options to JavaScript, with and without JSDoc types, and asks for nothing more', async () => {
      const files = {
        'src/a.js': `/** @cache
   * @param {number} a */
  export function documented(a) { return a }
  /** @cache */
  export const loose = (a, b) => a ?? b
  `,
        'src/use.js': `import { documented, loose } from './a.js'
  documented(1)
  loose()
  documented(1, { again: true })
  loose(1, 2, { again: true })
  documented('1')
  documented(1, { agian: true })
  `,
      }
      const project = await typedProject(version, files, { allowJs: true, checkJs: true, noImplicitAny: false })
      const { stdout } = await cachecache(project, 'check')
      expect(stdout.match(/^\S+\(\d+,\d+\): error TS\d+/gm)).toEqual([
        'src/use.js(6,14): error TS2345',
        'src/use.js(7,19): error TS2561',
      ])
    })

    test('knows a cacher that comes from another file', async () => {
      const project = await typedProject(version, {
        'src/cachers.ts': "import { Cacher } from '@cachecache/runtime'\nexport const reports = Cacher('memory:')\n",
        'src/repo.ts':
          "import { reports } from './cachers.js'\nexport class Repo { @reports async find(id: string) { return id } }\nnew Repo().find('x', { again: true })\n",
      })
      expect(await cachecache(project, 'check')).toMatchObject({ code: 0, stdout: '' })
    })

    test('exits 0 without a word when nothing is wrong', async () => {
      const project = await typedProject(version, {
        'src/a.ts': '/** @cache */ export const f = (a: number) => a\nf(1, { again: true })\n',
      })
      expect(await cachecache(project, 'check')).toEqual({ code: 0, stdout: '', stderr: '' })
    })

    test('places what stands behind an insertion in the same line, in UTF-16 columns', async () => {
      const source =
        "/** @cache */ export const f = (a: string) => { const 😀 = 1; return '😀' }; const wrong: number = f('é', { again: true })\n"
      const project = await typedProject(version, { 'src/a.ts': source.replace('const 😀 = 1; ', '') })
      const { stdout } = await cachecache(project, 'check')
      const column = source.replace('const 😀 = 1; ', '').indexOf('wrong') + 1
      expect(stdout).toBe(`src/a.ts(1,${column}): error TS2322: Type 'string' is not assignable to type 'number'.\n`)
    })

    test('reads the sources of projects that it refers to, and checks them first', async () => {
      const options = {
        strict: true,
        composite: true,
        module: 'nodenext',
        target: 'es2023',
        outDir: 'dist',
        rootDir: '.',
        skipLibCheck: true,
      }
      const project = await typedProject(version, {
        'lib/tsconfig.json': JSON.stringify({ compilerOptions: options, include: ['*.ts'] }),
        'lib/index.ts': '/** @cache */ export const load = (a: number) => a\nexport const wrong: string = 1\n',
        'app/tsconfig.json': JSON.stringify({ compilerOptions: options, include: ['*.ts'], references: [{ path: '../lib' }] }),
        'app/main.ts': "import { load } from '../lib/index.js'\nload(1, { again: true })\nload(1, { agan: true })\n",
        'tsconfig.json': '{ "files": [], "references": [{ "path": "lib" }, { "path": "app" }] }',
      })
      const { stdout } = await cachecache(project, 'check')
      expect(stdout.match(/^\S+\(\d+,\d+\): error TS\d+/gm)).toEqual([
        'lib/index.ts(2,14): error TS2322',
        'app/main.ts(3,11): error TS2561',
      ])
    })

    test('prints what tsc prints of a configuration that is wrong', async () => {
      const project = await typedProject(version, { 'src/a.ts': '/** @cache */ export const f = (a: number) => a\n' })
      await project.write({
        'tsconfig.json': '{ "compilerOptions": { "noEmit": true, "bogus": true, "types": [], } "include": ["src"]\n',
      })
      const expected = await tsc(version, project, '-p', '.')
      expect(expected.stdout).toContain('TS5023')
      expect(await cachecache(project, 'check')).toEqual({ ...expected, code: 1 })
    })

    test('names a project that is not there', async () => {
      const project = await typedProject(version, {})
      expect(await cachecache(project, 'check', '-p', 'nowhere.json')).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('`nowhere.json` does not exist'),
      })
    })

    test('checks again whenever a source changes, comes or goes', async () => {
      const project = await typedProject(version, {
        'src/a.ts': '/** @cache */ export const f = (a: number) => a\nf(1, { agan: true })\n',
      })
      const watching = watchProgram(project, 'check', '--watch')
      expect(await watching.until('Found 1 error. Watching for file changes.')).toContain('src/a.ts(2,8): error TS2561')
      await project.edit('src/a.ts', 'agan', 'again')
      expect(await watching.until('Found 0 errors. Watching for file changes.')).toContain('File change detected.')
      await project.write({ 'src/b.ts': "import { f } from './a.js'\nf('b', { again: true })\n" })
      expect(await watching.until('Found 1 error. Watching for file changes.')).toContain('src/b.ts(2,3): error TS2345')
      await rm(project.path('src/b.ts'))
      await watching.until('Found 0 errors. Watching for file changes.')
    })
  })
}
