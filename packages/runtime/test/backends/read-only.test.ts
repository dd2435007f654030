import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openBackend } from '../../src/backends/open.js'
import { cacheOf } from '../../src/sites/cache-of.js'
import { openExistingStore } from '../../src/stores.js'
import { watchStatuses } from '../support/events.js'
import { tagAsync, tagSync } from '../support/tagged.js'
import { watchWarnings } from '../support/warnings.js'
import { startProgram, writeCalls } from './child.js'
import { makeScratch } from './scratch.js'

// Real mounts and another user: what only root can arrange is left out for others, and that is said.
type Register = (name: string, run: () => Promise<void>) => void
const leaveOut: Register = (name) => console.log(`Left out, as it needs root, who may mount: ${name}`)
const testAsRoot: Register = tryToMount() ? test : leaveOut
const NOBODY = 65_534
const mounted: string[] = []

afterAll(() => {
  for (const folder of mounted) execFileSync('umount', ['-l', folder])
})

function tryToMount(): boolean {
  const folder = makeScratch()
  try {
    execFileSync('mount', ['--bind', folder, folder], { stdio: 'ignore' })
    execFileSync('umount', [folder])
    return process.geteuid?.() === 0
  } catch {
    return false
  }
}

function mountReadOnly(folder: string): void {
  execFileSync('mount', ['--bind', folder, folder])
  mounted.push(folder)
  execFileSync('mount', ['-o', 'remount,ro,bind', folder])
}

const large = (n: number) => 'x'.repeat(1_200_000) + n

/** Two functions of one identity for any place, and a folder with their results for 1 to 3. */
function functionsAt(path: string) {
  const options = () => ({ cachePath: path })
  return {
    sync: tagSync((n: number) => (n === 3 ? large(n) : { n }), { id: 'app/a.ts#ro', options }),
    async: tagAsync(async (n: number) => ({ n }), { id: 'app/a.ts#roAsync', options }),
  }
}

async function makeCache(): Promise<string> {
  const path = join(makeScratch(), 'cache')
  const { sync, async } = functionsAt(path)
  for (const n of [1, 2, 3]) [sync(n), await async(n)]
  await openBackend(path).close()
  return path
}

testAsRoot(`a folder on a read-only mount is read; once it is said that nothing is stored`, async () => {
  const path = await makeCache()
  const files = readdirSync(path)
  mountReadOnly(path)
  const warnings = watchWarnings()
  const seen = watchStatuses()
  const { sync, async } = functionsAt(path)
  for (let times = 0; times < 2; times++) {
    expect(sync(3)).toBe(large(3))
    expect([sync(1), await async(2)]).toEqual([{ n: 1 }, { n: 2 }])
    expect([sync(7), await async(8)]).toEqual([{ n: 7 }, { n: 8 }])
  }
  expect(seen).toEqual(['hit', 'hit', 'hit', 'miss', 'miss', 'hit', 'hit', 'hit', 'miss', 'miss'])
  expect(await cacheOf(async).peek([1])).toEqual({ n: 1 })
  expect(warnings.map(({ code }) => code)).toEqual(['read-only-place'])
  expect(warnings[0]!.message).toMatch(/only read.*Make it writable/)
  const store = (await openExistingStore(path))!
  expect((await store.list()).map(({ entries }) => entries)).toEqual([3, 3])
  expect(await store.stats()).toMatchObject({ entries: 6 })
  expect((await store.remove({}, { dryRun: true })).removed).toBe(6)
  await expect(store.remove({})).rejects.toMatchObject({ code: 'read-only-place' })
  await expect(store.prune(1)).rejects.toMatchObject({ code: 'read-only-place' })
  await store.close()
  expect(readdirSync(path)).toEqual(files)
})

testAsRoot(`what others write behind a read-only mount is seen`, async () => {
  const path = await makeCache()
  // One process writes the folder, this one sees it through a mount that cannot be written, as from a container.
  const view = join(makeScratch(), 'view')
  mkdirSync(view)
  execFileSync('mount', ['--bind', path, view])
  mounted.push(view)
  execFileSync('mount', ['-o', 'remount,ro,bind', view])
  const [writer, reader] = [functionsAt(path), functionsAt(view)]
  watchWarnings()
  const seen = watchStatuses()
  expect([writer.sync(10), reader.sync(10)]).toEqual([{ n: 10 }, { n: 10 }])
  expect(seen).toEqual(['miss', 'hit'])
  await openBackend(path).close()
  expect(reader.sync(1)).toEqual({ n: 1 })
})

testAsRoot(`where the mount can be written again, results are stored again`, async () => {
  const path = await makeCache()
  mountReadOnly(path)
  watchWarnings()
  const { sync } = functionsAt(path)
  sync(20)
  execFileSync('mount', ['-o', 'remount,rw,bind', path])
  const seen = watchStatuses()
  const until = Date.now() + 15_000
  while (!seen.includes('hit') && Date.now() < until) {
    sync(20)
    await new Promise((later) => setTimeout(later, 50))
  }
  expect(seen.at(-1)).toBe('hit')
})

const READER = `
  const f = tagSync('f', (a) => { console.log('computed'); return { a } })
  f(1); f(1); f(2); f(2)
`

testAsRoot(`a folder and a file of mode 0500 and 0400 of an image are read by their user`, async () => {
  const folder = makeScratch()
  chmodSync(folder, 0o755)
  const path = join(folder, 'cache')
  const program = writeCalls(READER)
  chmodSync(join(program, '..'), 0o755)
  const run = async (user: { uid?: number; gid?: number }) => {
    const child = startProgram(program, [path, 'no-log'], user)
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk) => (out += chunk))
    child.stderr.on('data', (chunk) => (err += chunk))
    await new Promise((ended) => child.on('close', ended))
    return { computed: out.split('computed').length - 1, err }
  }
  const first = writeCalls(`tagSync('f', (a) => ({ a }))(1)`)
  const child = startProgram(first, [path, 'no-log'])
  await new Promise((ended) => child.on('close', ended))
  // As a layer of an image: of root, and to be read by all.
  execFileSync('chmod', ['-R', 'a=rX', path])
  const { computed, err } = await run({ uid: NOBODY, gid: NOBODY })
  expect([computed, err.match(/CacheWarning/g)?.length, /only read/.test(err)]).toEqual([2, 1, true])
  expect(existsSync(join(path, 'cachecache.sqlite-wal'))).toBe(false)
})

testAsRoot(`on a full disk what is there is read`, async () => {
  const good = await makeCache()
  const disk = makeScratch()
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'none', disk])
  mounted.push(disk)
  const path = join(disk, 'cache')
  cpSync(good, path, { recursive: true })
  chmodSync(path, 0o700)
  try {
    execFileSync('dd', ['if=/dev/zero', `of=${join(disk, 'filler')}`, 'bs=4096'], { stdio: 'ignore' })
  } catch {
    // Full.
  }
  watchWarnings()
  const seen = watchStatuses()
  const { sync, async } = functionsAt(path)
  expect([sync(1), await async(2), sync(9)]).toEqual([{ n: 1 }, { n: 2 }, { n: 9 }])
  expect(sync(3)).toBe(large(3))
  expect(seen).toEqual(['hit', 'hit', 'miss', 'hit'])
})

/** Over a folder. @returns the folder of both layers, or nothing where none can be made, as on top of another overlay */
function mountOverlay(lower: string): string | undefined {
  const layers = makeScratch()
  const [upper, work, merged] = [join(layers, 'upper'), join(layers, 'work'), join(layers, 'merged')]
  for (const folder of [upper, work, merged]) mkdirSync(folder)
  const options = `lowerdir=${lower},upperdir=${upper},workdir=${work}`
  try {
    execFileSync('mount', ['-t', 'overlay', 'overlay', '-o', options, merged], { stdio: 'ignore' })
  } catch {
    return undefined
  }
  mounted.push(merged)
  return merged
}

const testOnOverlay: Register = mountOverlay(makeScratch()) === undefined ? leaveOut : test

testOnOverlay('a folder in the lower layer of an overlay, as in an image of a container, is read and then written', async () => {
  const merged = mountOverlay(await makeCache())!
  const warnings = watchWarnings()
  const seen = watchStatuses()
  const { sync, async } = functionsAt(merged)
  for (let times = 0; times < 2; times++) {
    expect([sync(1), await async(2), sync(3)]).toEqual([{ n: 1 }, { n: 2 }, large(3)])
    expect([sync(7), await async(8)]).toEqual([{ n: 7 }, { n: 8 }])
  }
  expect(seen).toEqual(['hit', 'hit', 'hit', 'miss', 'miss', 'hit', 'hit', 'hit', 'hit', 'hit'])
  expect(warnings).toEqual([])
  await openBackend(merged).close()
})
