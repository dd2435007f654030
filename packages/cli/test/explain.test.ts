import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { transform } from '@cachecache/unplugin/transform'
import { cachecache, makeScratch } from './terminal.js'

const REPORT = `import { clean } from './clean.js'
import { add } from 'adder'
export let limit = 3
export const raise = () => { limit++ }
/** @cache */
export function report(year: number) { return add(clean(year), limit) + (process.env.REGION ?? '') }
/** @cache */
export const other = () => Date.now()
`
const FILES: Record<string, string> = {
  'package.json': '{ "name": "shop", "version": "1.0.0" }',
  '.gitignore': 'node_modules',
  'src/report.ts': REPORT,
  'src/clean.ts': `import { trim } from './trim.js'\nexport const clean = (value: number) => trim(value)\n`,
  'src/trim.ts': `export const trim = (value: number) => value\n`,
  'src/plain.ts': 'export const plain = 1\n',
  'src/wrong.ts': '/** @cache { tll: 1 } */\nexport function wrong() {}\n',
  'src/refused.ts': `class A { m() { return 1 } }
export class B extends A {
  /** @cache */
  *twice() { function x() {}; var x: any = super.m(); yield x }
}
/** @cache */
export function fine() {}
`,
  'src/aliased.ts': `import { trim } from '@/trim.js'\n/** @cache */\nexport const aliased = (value: number) => trim(value)\n`,
  'node_modules/adder/package.json': '{ "name": "adder", "version": "1.0.0", "main": "index.js" }',
  'node_modules/adder/index.js': 'export const add = (a, b) => a + b\n',
}
let folder: string

function write(files: Record<string, string>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
}

function git(...args: string[]): void {
  execFileSync('git', ['-c', 'user.name=shop', '-c', 'user.email=shop@example.com', ...args], { cwd: folder, stdio: 'pipe' })
}

beforeAll(() => {
  folder = makeScratch()
  write(FILES)
  git('init', '-q')
  git('add', '.')
  git('commit', '-q', '-m', 'one')
})

const explain = (...argv: string[]) => cachecache(['explain', ...argv], { folder })

describe('cachecache explain', () => {
  test('prints the id, the version, the tree, inputs and warnings', async () => {
    const { code, out, err } = await explain('src/report.ts')
    expect(code).toBe(0)
    expect(out.replace(/version \S+/g, 'version V').replace(/ {2}[\w-]{8} {2}/g, '  DIGEST  ')).toMatchInlineSnapshot(`
      "shop/src/report.ts#report
        version V
        depends on
          src/clean.ts#clean  DIGEST  called
            src/trim.ts#trim  DIGEST  called
          src/report.ts#limit  DIGEST  referenced
          adder@1.0.0  called
          process.env.REGION  read from the environment
          limit  read at call time
        read into the key
          limit  value, at every call
          process.env.REGION  environment, at every call
          process.env.NODE_ENV  environment, at every call

      shop/src/report.ts#other
        version V
        depends on
          Date.now  read from the clock
      "
    `)
    expect(err).toContain('src/report.ts:8:28: warning: `other` reads the clock (Date.now)')
  })

  test('prints one function', async () => {
    const { out } = await explain('src/report.ts#other')
    expect(out).toContain('shop/src/report.ts#other')
    expect(out).not.toContain('#report')
  })

  test('prints JSON of the same shape and versions as the transform', async () => {
    const { out, err } = await explain('src/report.ts', '--json')
    const printed = JSON.parse(out) as { dependencies: object[] }[]
    expect(printed).toEqual(transform(REPORT, join(folder, 'src/report.ts'), { root: folder })!.functions)
    expect(printed[0]!.dependencies).toContainEqual({ kind: 'package', name: 'adder@1.0.0' })
    expect(out).not.toContain(folder)
    expect(err).toContain('src/report.ts:8:28: warning: `other` reads the clock (Date.now)')
  })

  test('--json of one function is an array, too', async () => {
    expect(JSON.parse((await explain('src/report.ts#other', '--json')).out)).toHaveLength(1)
  })

  test('a file without tags', async () => {
    expect(await explain('src/plain.ts')).toMatchObject({ code: 0, out: 'src/plain.ts has no tagged function.\n' })
    expect((await explain('src/plain.ts', '--json')).out).toBe('[]\n')
  })

  test('a wrong tag is a problem found', async () => {
    const { code, out, err } = await explain('src/wrong.ts')
    expect(code).toBe(1)
    expect(err).toContain('src/wrong.ts:1:')
    expect(err).toContain('`tll` is not an option')
    expect(out).toBe('')
  })

  test.each(['src/refused.ts', 'src/refused.ts#B.twice'])(
    'what the build refuses is refused in the same words: %s',
    async (target) => {
      const [refusal] = transform(FILES['src/refused.ts']!, join(folder, 'src/refused.ts'), { root: folder })!.diagnostics
      const { code, out, err } = await explain(target)
      expect([code, err]).toEqual([1, `src/refused.ts:4:9: error: ${refusal!.message}\n`])
      expect(out).not.toContain('B.twice')
    },
  )

  test('code that was built already has no tags', async () => {
    const { code } = transform(REPORT, join(folder, 'src/report.ts'), { root: folder })!
    write({ 'dist/report.js': code })
    expect(await explain('dist/report.js')).toMatchObject({ code: 0, out: 'dist/report.js has no tagged function.\n', err: '' })
  })

  test("a bundler's alias, in whatever place", async () => {
    for (const argv of [
      ['--alias', '@=./src', 'src/aliased.ts'],
      ['src/aliased.ts', '--alias', 'x=y', '--alias', '@=./src'],
    ]) {
      const { code, out, err } = await explain(...argv)
      expect([code, err]).toEqual([0, ''])
      expect(out).toContain('src/trim.ts#trim')
    }
    expect((await explain('src/aliased.ts')).err).toContain("'@/trim.js'")
  })

  test.each([
    ['a missing file', 'src/none.ts', 'src/none.ts does not exist.'],
    ['a folder', 'src', 'src is a folder. Pass a source file'],
    ['no code', 'package.json', 'package.json is not a JavaScript or TypeScript file. Pass a source file'],
    ['nothing', '#report', 'Missing file argument. Pass a source file'],
    ['a function that is not tagged', 'src/report.ts#raise', 'Its tagged functions are `report`, `other`.'],
  ])('%s is misuse', async (_what, target, says) => {
    const { code, err } = await explain(target)
    expect(code).toBe(2)
    expect(err).toContain(says)
  })
})

describe('cachecache explain --since', () => {
  test('says what moved the version, and only that', async () => {
    write({
      'src/trim.ts': `export const trim = (value: number) => value + 1\n`,
      'src/clean.ts': `// neat\n${FILES['src/clean.ts']}`,
    })
    const { code, out } = await explain('src/report.ts', '--since', 'HEAD')
    write(FILES)
    expect(code).toBe(0)
    const [report, other] = out.split('\n\n')
    expect(report).toMatch(/since HEAD: changed from \S+ by\n {4}changed {2}src\/trim\.ts#trim\n?$/)
    expect(other).toContain('since HEAD: the version has not changed')
  })

  test("through a bundler's alias, however its place is written", async () => {
    write({ 'src/trim.ts': `export const trim = (value: number) => value + 1\n` })
    for (const place of ['./src', join(folder, 'src')])
      expect((await explain('src/aliased.ts', '--since', 'HEAD', '--alias', `@=${place}`)).out).toMatch(
        /changed +src\/trim\.ts#trim/,
      )
    write(FILES)
  })

  test('names what was added and removed', async () => {
    write({ 'src/clean.ts': 'export const clean = (value: number) => floor(value)\nconst floor = Math.floor\n' })
    const printed = JSON.parse((await explain('src/report.ts#report', '--since', 'HEAD', '--json')).out) as { since: unknown }[]
    write(FILES)
    expect(printed[0]!.since).toEqual({
      previousVersion: expect.any(String),
      moves: [
        { change: 'changed', name: 'src/clean.ts#clean' },
        { change: 'added', name: 'src/clean.ts#floor' },
        { change: 'removed', name: 'src/trim.ts#trim' },
      ],
    })
  })

  test('a new function', async () => {
    write({ 'src/fresh.ts': '/** @cache */\nexport function fresh() {}\n' })
    expect((await explain('src/fresh.ts', '--since', 'HEAD')).out).toContain('since HEAD: the function is new')
  })

  test('an unknown revision is misuse', async () => {
    const { code, err } = await explain('src/report.ts', '--since', 'nowhere')
    expect(code).toBe(2)
    expect(err).toContain(`git has no revision 'nowhere'`)
  })
})
