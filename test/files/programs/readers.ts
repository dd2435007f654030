import fs, { createReadStream, existsSync, readFileSync, statSync } from 'node:fs'
import * as promises from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream/promises'
import { Writable } from 'node:stream'
import { promisify } from 'node:util'

// One tagged function for each way of reading; `at` is a folder with a.txt, b.txt, sub/c.txt and link.txt -> a.txt.
const require = createRequire(import.meta.url)
// cachecache-ignore: unkeyable-value
const { readFileSync: taken } = require('fs') as typeof fs
const text = (error: unknown) => (error as NodeJS.ErrnoException).code

/** @cache */
export function readSync(at: string) {
  return readFileSync(join(at, 'a.txt'), 'utf8')
}
/** @cache */
export function readTaken(at: string) {
  return taken(join(at, 'a.txt')).toString('hex')
}
/** @cache */
export function readByUrl(at: string) {
  return fs.readFileSync(new URL(`file://${at}/a.txt`), { encoding: 'latin1' })
}
/** @cache */
export function readByBytes(at: string) {
  return fs.readFileSync(Buffer.from(`${at}/a.txt`), 'utf8')
}
/** @cache */
export async function readPromise(at: string) {
  return promises.readFile(join(at, 'a.txt'), 'utf8')
}
/** @cache */
export async function readLate(at: string) {
  await new Promise((resolve) => setTimeout(resolve, 1))
  await Promise.resolve()
  return helper(at)
}
async function helper(at: string) {
  await Promise.resolve()
  return (await fs.promises.readFile(join(at, 'a.txt'), 'utf8')) + readFileSync(join(at, 'b.txt'), 'utf8')
}
/** @cache */
export async function readCallback(at: string) {
  return new Promise<string>((resolve, reject) =>
    fs.readFile(join(at, 'a.txt'), 'utf8', (error, data) => (error ? reject(error) : resolve(data))),
  )
}
/** @cache */
export async function readPromisified(at: string) {
  return promisify(fs.readFile)(join(at, 'a.txt'), 'utf8')
}
/** @cache */
export async function readStream(at: string) {
  let all = ''
  for await (const chunk of createReadStream(join(at, 'a.txt'), { encoding: 'utf8' })) all += chunk
  return all
}
/** @cache */
export async function readPipeline(at: string) {
  const chunks: string[] = []
  const sink = new Writable({ write: (chunk, _, done) => (chunks.push(String(chunk)), done()) })
  await pipeline(new (fs.ReadStream as unknown as new (path: string) => fs.ReadStream)(join(at, 'a.txt')), sink)
  return chunks
}
/** @cache */
export async function readLines(at: string) {
  const lines: string[] = []
  for await (const line of createInterface({ input: createReadStream(join(at, 'a.txt')) })) lines.push(line)
  return lines
}
/** @cache */
export async function readHandle(at: string) {
  const handle = await promises.open(join(at, 'a.txt'))
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0)
    return [buffer.toString('utf8', 0, bytesRead), (await handle.readFile('utf8')).length]
  } finally {
    await handle.close()
  }
}
/** @cache */
export function readDescriptor(at: string) {
  const file = fs.openSync(join(at, 'a.txt'), 'r')
  try {
    const buffer = Buffer.alloc(20)
    return buffer.toString('utf8', 0, fs.readSync(file, buffer, 0, 20, 0))
  } finally {
    fs.closeSync(file)
  }
}
/** @cache */
export function readThroughLink(at: string) {
  return readFileSync(join(at, 'link.txt'), 'utf8')
}
/** @cache */
export function readOptional(at: string) {
  try {
    return readFileSync(join(at, 'new.txt'), 'utf8')
  } catch (error) {
    return `none: ${text(error)}`
  }
}
/** @cache */
export async function readOptionalLater(at: string) {
  return promises.readFile(join(at, 'new.txt'), 'utf8').catch((error) => `none: ${text(error)}`)
}
/** @cache */
export function exists(at: string) {
  return [existsSync(join(at, 'a.txt')), existsSync(join(at, 'new.txt'))]
}
/** @cache */
export async function access(at: string) {
  return promises.access(join(at, 'a.txt'), fs.constants.R_OK).then(
    () => 'yes',
    (error) => text(error),
  )
}
/** @cache */
export function list(at: string) {
  return fs.readdirSync(at).sort()
}
/** @cache */
export async function listTypes(at: string) {
  const entries = await promises.readdir(at, { withFileTypes: true })
  return entries.map((entry) => [entry.name, entry.isDirectory()]).sort()
}
/** @cache */
export function listDeep(at: string) {
  return (fs.readdirSync(at, { recursive: true }) as string[]).sort()
}
/** @cache */
export async function openFolder(at: string) {
  const names: string[] = []
  for await (const entry of await promises.opendir(at)) names.push(entry.name)
  return names.sort()
}
/** @cache */
export function statSize(at: string) {
  return statSync(join(at, 'a.txt')).size
}
/** @cache */
export async function statTime(at: string) {
  return (await promises.stat(join(at, 'a.txt'))).mtimeMs
}
/** @cache */
export async function statType(at: string) {
  return (await promises.lstat(join(at, 'a.txt'))).isFile()
}
/** @cache */
export function statMode(at: string) {
  return statSync(join(at, 'a.txt')).mode & 0o777
}
/** @cache */
export function statOptional(at: string) {
  return statSync(join(at, 'new.txt'), { throwIfNoEntry: false }) === undefined
}
/** @cache */
export async function statCallback(at: string) {
  return new Promise((resolve) => fs.stat(join(at, 'a.txt'), { bigint: true }, (_, stats) => resolve(Number(stats.mtimeNs))))
}
/** @cache */
export function resolveLink(at: string) {
  return [fs.realpathSync(join(at, 'link.txt')).slice(at.length), fs.readlinkSync(join(at, 'link.txt'))]
}
/** @cache */
export async function resolveNative(at: string) {
  return (await promisify(fs.realpath.native)(join(at, 'link.txt'))).slice(at.length)
}
/** @cache */
export async function everything(at: string) {
  const names = await promises.readdir(at, { recursive: true })
  const files = names.filter((name) => statSync(join(at, name)).isFile()).sort()
  return Promise.all(files.map(async (name) => [name, await promises.readFile(join(at, name), 'utf8')]))
}
/** @cache */
export function outer(at: string) {
  return `${readSync(at)} and ${list(at).join()}`
}
/** @cache */
export async function outerLater(at: string) {
  const [one, two] = await Promise.all([readPromise(at), readPromise(at)])
  return one + two
}
/** @cache */
export function* generated(at: string) {
  yield readFileSync(join(at, 'a.txt'), 'utf8')
  yield* inner(at)
  return existsSync(join(at, 'new.txt'))
}
function* inner(at: string) {
  yield readFileSync(join(at, 'b.txt'), 'utf8')
}
/** @cache */
export async function* generatedLater(at: string) {
  yield await promises.readFile(join(at, 'a.txt'), 'utf8')
  yield* innerLater(at)
  return (await promises.readdir(at)).length
}
async function* innerLater(at: string) {
  await Promise.resolve()
  yield promises.readFile(join(at, 'b.txt'), 'utf8')
}
/** @cache */
export function temporary(at: string) {
  const folder = fs.mkdtempSync(join(at, 'tmp-'))
  fs.writeFileSync(join(folder, 'x'), readFileSync(join(at, 'a.txt')))
  const copy = readFileSync(join(folder, 'x'), 'utf8')
  fs.rmSync(folder, { recursive: true })
  return [copy, fs.readdirSync(at).sort()]
}
/** @cache */
export function writesOutput(at: string) {
  const result = readFileSync(join(at, 'a.txt'), 'utf8').toUpperCase()
  fs.mkdirSync(join(at, 'sub', 'out'), { recursive: true })
  fs.writeFileSync(join(at, 'sub', 'out', 'x.txt'), result)
  return readFileSync(join(at, 'sub', 'out', 'x.txt'), 'utf8')
}
/** @cache */
export function copies(at: string) {
  fs.copyFileSync(join(at, 'a.txt'), join(at, 'sub', 'copy.txt'))
  const result = readFileSync(join(at, 'sub', 'copy.txt'), 'utf8')
  fs.unlinkSync(join(at, 'sub', 'copy.txt'))
  return result
}
