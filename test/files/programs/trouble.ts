import fs from 'node:fs'
import * as promises from 'node:fs/promises'
import { execFileSync } from 'node:child_process'
import { subscribe } from 'node:diagnostics_channel'
import { join } from 'node:path'
import { cacheOf, dependsOn, withCache } from '@cachecache/runtime'
// Bad input and odd bodies: each line of the second half is one call, with the statuses and the result that it must have.
const at = process.env['CASES']!
const report = (globalThis as unknown as { report(...values: unknown[]): void }).report
const calls: string[] = []
subscribe('cachecache:call', (message) => void calls.push((message as { status: string }).status))
const P = (n: string) => join(at, n)
/** @cache */
function read(n: string) {
  return fs.readFileSync(P(n), 'utf8')
}
/** @cache */
async function readA(n: string) {
  return promises.readFile(P(n), 'utf8')
}
/** @cache */
function rw(n: string) {
  const t = fs.readFileSync(P(n), 'utf8')
  fs.writeFileSync(P(n), t + 'x')
  return t
}
/** @cache */
async function during(n: string, k: number) {
  const t = fs.readFileSync(P(n), 'utf8')
  other(n)
  await new Promise((r) => setTimeout(r, 30))
  return t + k
}
function other(n: string) {
  execFileSync('sh', ['-c', `echo changed >> ${P(n)}`])
}
/** @cache */
function fifo(n: string) {
  const f = fs.openSync(P(n), fs.constants.O_RDONLY | fs.constants.O_NONBLOCK)
  fs.closeSync(f)
  return 1
}
/** @cache */
function loop(n: string) {
  try {
    return fs.readFileSync(P(n), 'utf8')
  } catch (error) {
    return (error as NodeJS.ErrnoException).code
  }
}
/** @cache */
function byChild(n: string) {
  dependsOn(P(n))
  return execFileSync('cat', [P(n)]).toString()
}
/** @cache */
function byChildFolder() {
  dependsOn([P('dep')])
  return execFileSync('sh', ['-c', `cat ${P('dep')}/s/*`]).toString()
}
fs.writeFileSync(P('a'), 'a')
const opened = fs.openSync(P('a'), 'r')
/** @cache */
function outside(k: number) {
  const b = Buffer.alloc(1)
  fs.readSync(opened, b, 0, 1, null)
  return b.toString() + k
}
/** @cache { files: false } */
function off(n: string) {
  return fs.readFileSync(P(n), 'utf8')
}
/** @cache */
function overOff(n: string) {
  return off(n) + 1
}
/** @cache */
function cachefile(n: string) {
  if (!fs.existsSync(P(n))) fs.writeFileSync(P(n), 'made')
  return fs.readFileSync(P(n), 'utf8')
}
/** @cache */
function rel(n: string) {
  return fs.readFileSync(n, 'utf8')
}
/** @cache */
function urandom(n: number) {
  return fs.readFileSync('/dev/null', 'utf8').length + n
}
/** @cache */
function proc() {
  return fs.readFileSync('/proc/self/stat', 'utf8').length > 0
}
/** @cache */
function fails(n: string) {
  try {
    return read(n)
  } catch {
    return 'fallback'
  }
}
/** @cache */
function appends(n: string) {
  fs.appendFileSync(P(n), 'l\n')
  return 1
}
/** @cache */
function listOut(_call: number) {
  const c = fs.readdirSync(P('dir')).length
  fs.writeFileSync(P('dir/out'), 'x')
  return c
}
/** @cache { ignore: ['away'] } */
function readOr(n: string, away: boolean) {
  return away ? 'elsewhere' : fs.readFileSync(P(n), 'utf8')
}
/** Root may read everything. */
function asNobody<R>(run: () => R): R {
  if (process.getuid?.() !== 0) return run()
  process.seteuid!(65_534)
  try {
    return run()
  } finally {
    process.seteuid!(0)
  }
}
/** @cache */
function settings(n: string) {
  process.loadEnvFile(P(n))
  const value = process.env['TROUBLE_MODE']
  delete process.env['TROUBLE_MODE']
  return value
}
/** @cache */
function hasSpace(n: string) {
  return fs.statfsSync(P(n)).bavail > 0n
}
const problems: string[] = []
let count = 0

/** Calls, and compares the statuses of all tagged calls and the result. */
async function t(name: string, f: () => unknown, want: string) {
  calls.length = 0
  count++
  let value: unknown
  try {
    value = await f()
  } catch (error) {
    value = `E:${(error as NodeJS.ErrnoException).code}`
  }
  const got = `${calls.join()} ${JSON.stringify(value)}`
  if (got !== want) problems.push(`${name}: ${got}, not ${want}`)
}
const w = (n: string, c: string) => fs.writeFileSync(P(n), c)
w('rw', 'r')
w('d', 'd')
await t('vanish 1', () => read('a'), 'miss "a"')
fs.rmSync(P('a'))
await t('vanish', () => read('a'), 'error "E:ENOENT"')
w('a', 'a')
await t('back', () => read('a'), 'hit "a"')
fs.rmSync(P('a'))
fs.mkdirSync(P('a'))
await t('folder', () => read('a'), 'error "E:EISDIR"')
fs.rmdirSync(P('a'))
w('a', 'a')
await t('back2', () => read('a'), 'hit "a"')
fs.chmodSync(P('a'), 0)
await t('unreadable', () => asNobody(() => read('a')), 'error "E:EACCES"')
fs.chmodSync(P('a'), 0o644)
await t('readable again', () => read('a'), 'hit "a"')
fs.rmSync(P('a'))
fs.symlinkSync('a', P('a'))
await t('circle', () => read('a'), 'error "E:ELOOP"')
fs.rmSync(P('a'))
w('a', 'a')
await t('back3', () => read('a'), 'hit "a"')
w('g', 'g')
await t('regular', () => readOr('g', false), 'miss "g"')
fs.rmSync(P('g'))
execFileSync('mkfifo', [P('g')])
await t('replaced by a pipe', () => readOr('g', true), 'miss "elsewhere"')
fs.rmSync(P('g'))
fs.symlinkSync('/dev/zero', P('g'))
// The check meets the device first; the entry that was made without any file holds.
await t('replaced by a device', () => readOr('g', false).length, 'hit 9')
await t('rw', () => rw('rw'), 'miss "r"')
await t('rw again', () => rw('rw'), 'miss "rx"')
await t('during', () => during('d', 1), 'miss "d1"')
await t('during2', () => during('d', 1), 'miss "dchanged\\n1"')
execFileSync('mkfifo', [P('ff')])
await t('fifo', () => fifo('ff'), 'miss 1')
await t('fifo2', () => fifo('ff'), 'miss 1')
fs.symlinkSync('l2', P('l1'))
fs.symlinkSync('l1', P('l2'))
await t('loop', () => loop('l1'), 'miss "ELOOP"')
await t('loop2', () => loop('l1'), 'hit "ELOOP"')
await t('child', () => byChild('a'), 'miss "a"')
await t('child2', () => byChild('a'), 'hit "a"')
w('a', 'bb')
await t('child3', () => byChild('a'), 'miss "bb"')
w('a', 'a')
await t('child4', () => byChild('a'), 'hit "a"')
fs.mkdirSync(P('dep/s'), { recursive: true })
w('dep/s/1', '1')
await t('dep', () => byChildFolder(), 'miss "1"')
await t('dep2', () => byChildFolder(), 'hit "1"')
w('dep/s/1', '2')
await t('dep3', () => byChildFolder(), 'miss "2"')
await t('outside', () => outside(1), 'miss "a1"')
await t('outside2', () => outside(1), 'miss "\\u00001"')
await t('off', () => off('a'), 'miss "a"')
w('a', 'z')
await t('off2', () => off('a'), 'hit "a"')
await t('overOff', () => overOff('a'), 'hit,miss "a1"')
w('a', 'a')
await t('overOff2', () => overOff('a'), 'hit "a1"')
await t('cachefile', () => cachefile('cf'), 'miss "made"')
await t('cachefile2', () => cachefile('cf'), 'miss "made"')
await t('cachefile3', () => cachefile('cf'), 'hit "made"')
fs.mkdirSync(P('one'))
fs.mkdirSync(P('two'))
w('one/r', '1')
w('two/r', '2')
process.chdir(P('one'))
await t('rel', () => rel('r'), 'miss "1"')
process.chdir(P('two'))
await t('rel2', () => rel('r'), 'miss "2"')
process.chdir(P('one'))
await t('rel3', () => rel('r'), 'hit "1"')
await t('dev', () => urandom(1), 'miss 1')
await t('dev2', () => urandom(1), 'hit 1')
await t('proc', () => proc(), 'miss true')
await t('fails', () => fails('nope'), 'error,miss "fallback"')
await t('fails2', () => fails('nope'), 'hit "fallback"')
w('nope', 'n')
await t('fails3', () => fails('nope'), 'miss,miss "n"')
await t('appends', () => appends('log'), 'miss 1')
await t('appends2', () => appends('log'), 'hit 1')
fs.mkdirSync(P('dir'))
await t('list', () => listOut(1), 'miss 0')
await t('list2', () => listOut(1), 'hit 0')
await t('again', () => withCache({ again: true }, () => read('a')), 'again "a"')
await t('has', () => cacheOf(read).has(['a']), ' true')
await t('forget', () => cacheOf(read).forget(['a']), ' true')
await t('has2', () => cacheOf(read).has(['a']), ' false')
w('j', 'j')
await t('joined', () => Promise.all([readA('j'), readA('j'), read('a')]), 'miss,miss,joined ["j","j","a"]')
for (let i = 0; i < 12; i++) {
  w('many', 'v' + i)
  await t('many' + i, () => read('many'), `miss "v${i}"`)
}
w('many', 'v11')
await t('many back', () => read('many'), 'hit "v11"')
w('many', 'v5')
await t('many back 5', () => read('many'), 'hit "v5"')
w('many', 'v1')
await t('many back 1', () => read('many'), 'miss "v1"')
w('settings.env', 'TROUBLE_MODE=one')
await t('settings', () => settings('settings.env'), 'miss "one"')
await t('settings again', () => settings('settings.env'), 'hit "one"')
w('settings.env', 'TROUBLE_MODE=two')
await t('settings changed', () => settings('settings.env'), 'miss "two"')
for (const name of ['space', 'space again']) await t(name, () => hasSpace('.'), 'miss true')
report({ problems, count })
