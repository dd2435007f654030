import esbuild from 'esbuild'
import { build as buildWithVite } from 'vite'
import { describe, expect, test } from 'vitest'
import webpack from 'webpack'
import esbuildPlugin from '@cachecache/unplugin/esbuild'
import vitePlugin from '@cachecache/unplugin/vite'
import webpackPlugin from '@cachecache/unplugin/webpack'
import { bundlers, esbuildSettings, webpackSettings } from '../support/bundlers.js'
import { runNode } from '../support/run-node.js'
import { scratchProject, type Scratch } from '../support/scratch.js'

/** What code reached the program with an identity. */
const known = `
const { 'code.1': code, 'closures.1': closures, 'readers.1': readers, 'states.2': states } = globalThis[Symbol.for('cachecache.shared')]
const codeOf = (value) => code.get(value) ?? closures.read?.(value)
const digest = (value) => codeOf(value)?.digest
const values = (value) => [codeOf(value)?.inputs?.() ?? [], codeOf(value)?.captured?.() ?? []]
const fields = (instance) => readers.get(instance.constructor)?.(instance)
const state = (name) => (states.get(name) ?? []).flatMap(Object.entries).map(([key, read]) => [key, read()])
`
const FILES = {
  'src/report.ts': `export interface Shape { area(): number }
/** @cache */
export function report(shapes: Shape[]) { return shapes.map((shape) => shape.area()) }`,
  'src/unit.ts': `export const unit = () => 2`,
  'src/rate.ts': `let rate = 1
export const setRate = (value: number) => { rate = value }
export const rated = (value: number) => value * rate`,
  'src/circle.ts': `import { unit } from './unit.js'
import { rated } from './rate.js'
export class Circle { #secret: number; constructor(readonly r: number) { this.#secret = r } area() { return unit() * this.r + this.#secret } }
export class Priced extends Circle { area() { return rated(super.area()) } }
export const scaled = (k: number) => class Scaled { area() { return k } }`,
  'src/rules.ts': `import { unit } from './unit.js'
export const rules = { positive: (n: number) => n > unit(), even(n: number) { return n % unit() === 0 } }
export function negative(n: number) { return !rules.positive(n) }
`,
  'src/main.ts': `import { report } from './report.js'
import { Circle, Priced, scaled } from './circle.js'
import { negative, rules } from './rules.js'
import { setRate } from './rate.js'
${known}
const Twice = scaled(2)
setRate(3)
report([])
console.log('result ' + JSON.stringify({
  digests: { Circle: digest(Circle), Priced: digest(Priced), negative: digest(negative), Twice: digest(Twice), positive: digest(rules.positive), even: digest(rules.even), setRate: digest(setRate) },
  fields: fields(new Circle(5)),
  inputs: [values(Priced)[0], values(negative)[0].length],
  captured: [values(Twice), values(scaled(3))],
  names: [Circle.name, rules.positive.name, scaled.name],
}))`,
}

const run = async (project: Scratch, file: string) => (await runNode(project, [file])).result

describe.each(bundlers)('$name', ({ build }) => {
  test('functions and classes of modules without a tag are known by their code', async () => {
    const project = await scratchProject(FILES)
    const built = async () => run(project, (await build(project.folder, { root: project.folder })).file)
    const before = await built()
    const { digests } = before
    expect(Object.values(digests).filter((digest) => typeof digest === 'string')).toHaveLength(7)
    expect(new Set(Object.values(digests)).size).toBe(7)
    expect(before.fields).toEqual([5])
    // A private variable of another file, and a table.
    expect(before.inputs).toEqual([[3], 1])
    expect(before.captured).toEqual([
      [[], [2]],
      [[], [3]],
    ])
    expect(before.names).toEqual(['Circle', 'positive', 'scaled'])

    await project.edit('src/unit.ts', '2', '3')
    const after = (await built()).digests
    const moved = Object.keys(digests).filter((name) => after[name] !== digests[name])
    expect(moved).toEqual(['Circle', 'Priced', 'negative', 'positive', 'even'])
  })
})

test('one source has one identity, whichever bundler built it', async () => {
  const found = new Map<string, unknown>()
  for (const { name, build } of bundlers) {
    const project = await scratchProject(FILES)
    found.set(name, (await run(project, (await build(project.folder, { root: project.folder })).file)).digests)
  }
  const [first] = found.values()
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(bundlers.map(({ name }) => [name, first])))
})

describe('a build for browsers leaves modules without a tag as they are', () => {
  const count = (text: string) => text.split(/\.report#|scratch\/src\/report/).length
  test('esbuild', async () => {
    const project = await scratchProject(FILES)
    const { outputFiles } = await esbuild.build({
      absWorkingDir: project.folder,
      entryPoints: ['src/circle.ts', 'src/report.ts'],
      outdir: 'dist',
      bundle: true,
      format: 'esm',
      write: false,
      external: ['@cachecache/*'],
      plugins: [esbuildPlugin({ runtime: 'external' })],
    })
    const [circle, report] = outputFiles.map(({ text }) => text)
    expect(circle).not.toContain('know')
    expect(count(report!)).toBeGreaterThan(1)
  })

  test('Vite', async () => {
    const project = await scratchProject(FILES)
    await buildWithVite({
      root: project.folder,
      configFile: false,
      logLevel: 'silent',
      build: { minify: false, lib: { entry: ['src/circle.ts', 'src/report.ts'], formats: ['es'] } },
      plugins: [vitePlugin()],
    })
    expect(await project.read('dist/circle.js')).not.toContain('know')
    expect(await project.read('dist/report.js')).toContain('scratch/src/report.ts#report')
  })

  test('webpack', async () => {
    const project = await scratchProject(FILES)
    const settings = webpackSettings(project.folder, [webpackPlugin({ runtime: 'external' })])
    await new Promise<void>((resolve, reject) => {
      webpack(
        {
          ...settings,
          entry: { circle: './src/circle.ts', report: './src/report.ts' },
          target: 'web',
          output: { path: project.path('dist'), filename: '[name].js' },
        },
        (error, stats) => (error ? reject(error) : stats?.hasErrors() ? reject(new Error(stats.toString())) : resolve()),
      )
    })
    expect(await project.read('dist/circle.js')).not.toContain('know')
    expect(await project.read('dist/report.js')).toContain('scratch/src/report.ts#report')
  })
})

test('a project whose tagged functions take plain data alone stays as it is', async () => {
  const project = await scratchProject({
    ...FILES,
    'src/report.ts': '/** @cache */\nexport function report(shapes: number[]) { return shapes }',
  })
  const result = await run(project, (await bundlers.find(({ name }) => name === 'esbuild')!.build(project.folder)).file)
  expect(result.digests).toEqual({})
})

test('esbuild in watch mode: an edit of what a class reaches gives it another digest', async () => {
  const project = await scratchProject(FILES)
  const context = await esbuild.context(esbuildSettings(project.folder))
  await context.rebuild()
  const before = await run(project, 'dist/main.mjs')
  await project.edit('src/unit.ts', '2', '3')
  await context.rebuild()
  const after = await run(project, 'dist/main.mjs')
  await context.dispose()
  expect(after.digests.Circle).not.toBe(before.digests.Circle)
  expect(after.digests.setRate).toBe(before.digests.setRate)
})
