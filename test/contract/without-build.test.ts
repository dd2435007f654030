import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'

const run = promisify(execFile)
const repository = fileURLToPath(new URL('../../', import.meta.url))
const runtime = join(repository, 'packages/runtime')

async function scratch(parent: string): Promise<string> {
  const folder = await mkdtemp(join(parent, 'cachecache-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A project that wraps functions at run time, with `tsconfig`s, bundlers and plugins out of sight. */
async function project(folder: string, files: Record<string, string>): Promise<void> {
  await mkdir(join(folder, 'node_modules/@cachecache'), { recursive: true })
  await symlink(runtime, join(folder, 'node_modules/@cachecache/runtime'))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
}

async function output(file: string, env: Record<string, string> = {}, args: string[] = []): Promise<unknown[]> {
  const { stdout } = await run(process.execPath, [...args, file], {
    env: { ...process.env, ...env },
    cwd: dirname(file),
  })
  return stdout.trim().split('\n').map((line) => JSON.parse(line) as unknown) // prettier-ignore
}

const main = (helper: string): string => `
  import { cache, cacheOf } from '@cachecache/runtime'
  ${helper}
  const f = cache(function price(x) { return rate * x })
  console.log(JSON.stringify(f(2)))
  console.log(JSON.stringify(cacheOf(f).id))`

test('functions of one name and text in two projects that share a store have their own results', async () => {
  const folder = await scratch(tmpdir())
  const env = { CACHECACHE_PATH: join(folder, 'store') }
  const packages: [string, string | undefined][] = [['a', 'shop'], ['b', 'shop'], ['c', 'other'], ['d', undefined], ['e', undefined]] // prettier-ignore
  const ids: unknown[] = []
  for (const [i, [name, packageName]] of packages.entries()) {
    const manifest = JSON.stringify({ type: 'module', name: packageName })
    await project(join(folder, name), { 'package.json': manifest, 'src/main.js': main(`const rate = ${i + 1}`) })
    const [price, id] = await output(join(folder, name, 'src/main.js'), env)
    expect(price).toBe(2 * (i + 1))
    ids.push(id)
  }
  expect(ids.slice(0, 3)).toEqual(['shop/src/main.js#price', 'shop/src/main.js#price', 'other/src/main.js#price'])
})

test('nor do functions of two files of one project share results; a second run finds its own', async () => {
  const folder = await scratch(tmpdir())
  const env = { CACHECACHE_PATH: join(folder, 'store') }
  await project(join(folder, 'p'), {
    'package.json': JSON.stringify({ type: 'module', name: 'p' }),
    'one.js': main('const rate = Number(process.env.RATE ?? 1)'),
    'two.js': main('const rate = 2'),
  })
  expect(await output(join(folder, 'p/one.js'), env)).toEqual([2, 'p/one.js#price'])
  expect(await output(join(folder, 'p/two.js'), env)).toEqual([4, 'p/two.js#price'])
  // The text is all that the author asked for: what it captures does not count.
  expect(await output(join(folder, 'p/one.js'), { ...env, RATE: '9' })).toEqual([2, 'p/one.js#price'])
  expect(await output(join(folder, 'p/one.js'), { ...env, RATE: '9' }, ['--enable-source-maps'])).toEqual([2, 'p/one.js#price'])
})

test('two copies of the runtime in one program steer each other', async () => {
  // The copies find the packages that they depend on above them.
  const folder = await scratch(join(repository, 'node_modules'))
  for (const copy of ['a', 'b']) {
    await cp(join(runtime, 'dist/node'), join(folder, copy), { recursive: true })
    await writeFile(join(folder, copy, 'package.json'), JSON.stringify({ type: 'module' }))
  }
  await writeFile(
    join(folder, 'main.mjs'),
    `import * as a from './a/index.js'
     import * as b from './b/index.js'
     import { know, site, link, call } from './a/generated.js'
     const say = (...values) => console.log(JSON.stringify(values))
     let calls = 0
     const f = a.Cacher('memory:two')(function f(x) { globalThis.calls = ++calls; return x })
     f(1); f(1); say(calls)
     b.withCache({ again: true }, () => f(1)); say(calls)
     await b.withCache({ cacheResults: false }, async () => { await null; f(1) }); say(calls)
     b.withOptions(f, { again: true })(1); say(calls)
     f(1, b.cacheOptions({ again: true })); say(calls)
     say(b.cacheOf(f).id === a.cacheOf(f).id, await b.cacheOf(f).has([1]), await b.cacheOf(f).peek([1]))
     say(await b.cacheOf(f).forget([1]), await a.cacheOf(f).has([1]))
     const rate = { value: 1 }
     class Circle { area() { return rate.value } }
     know([[() => Circle, 'd', () => [rate.value]]])
     const g = b.Cacher('memory:two')((circle) => { calls++; return 1 })
     calls = 0; g(new Circle()); g(new Circle()); say(calls)
     rate.value = 2; g(new Circle()); say(calls)`,
  )
  expect(await output(join(folder, 'main.mjs'))).toEqual([[1], [2], [3], [4], [5], [true, true, 1], [true, false], [1], [2]])
})
