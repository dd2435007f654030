import fs from 'node:fs'
import { subscribe } from 'node:diagnostics_channel'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import * as readers from './readers.js'

// Each reader meets each change: cold, hot, changed, changed back. `CASES` is the folder of all cases.
const folder = process.env['CASES']!
const report = (globalThis as unknown as { report(...values: unknown[]): void }).report

const calls: { id: string; status: string }[] = []
subscribe('cachecache:call', (message) => void calls.push(message as { id: string; status: string }))

const changes: Record<string, [change: (at: string) => void, undo: (at: string) => void]> = {
  content: [(at) => fs.writeFileSync(join(at, 'a.txt'), 'two\n'), (at) => fs.writeFileSync(join(at, 'a.txt'), 'one\n')],
  longer: [(at) => fs.appendFileSync(join(at, 'a.txt'), 'more'), (at) => fs.truncateSync(join(at, 'a.txt'), 4)],
  'set back': [(at) => keepingTime(at, 'two\n'), (at) => keepingTime(at, 'one\n')],
  touched: [(at) => fs.utimesSync(join(at, 'a.txt'), 1e9, 1e9), () => {}],
  replaced: [(at) => replace(at, 'six\n'), (at) => replace(at, 'one\n')],
  renamed: [
    (at) => fs.renameSync(join(at, 'b.txt'), join(at, 'd.txt')),
    (at) => fs.renameSync(join(at, 'd.txt'), join(at, 'b.txt')),
  ],
  appeared: [(at) => fs.writeFileSync(join(at, 'new.txt'), 'new'), (at) => fs.rmSync(join(at, 'new.txt'))],
  'appeared below': [(at) => fs.writeFileSync(join(at, 'sub/e.txt'), 'e'), (at) => fs.rmSync(join(at, 'sub/e.txt'))],
  removed: [(at) => fs.rmSync(join(at, 'b.txt')), (at) => fs.writeFileSync(join(at, 'b.txt'), 'bee\n')],
  'other link': [(at) => link(at, 'b.txt'), (at) => link(at, 'a.txt')],
  permission: [(at) => fs.chmodSync(join(at, 'a.txt'), 0o640), (at) => fs.chmodSync(join(at, 'a.txt'), 0o644)],
}

function keepingTime(at: string, content: string) {
  const { atimeMs, mtimeMs } = fs.statSync(join(at, 'a.txt'))
  fs.writeFileSync(join(at, 'a.txt'), content)
  fs.utimesSync(join(at, 'a.txt'), atimeMs / 1000, mtimeMs / 1000)
}

function replace(at: string, content: string) {
  fs.writeFileSync(join(at, 'x'), content)
  fs.renameSync(join(at, 'x'), join(at, 'a.txt'))
}

function link(at: string, target: string) {
  fs.rmSync(join(at, 'link.txt'))
  fs.symlinkSync(target, join(at, 'link.txt'))
}

function makeCase(name: string): string {
  const at = join(folder, name)
  fs.mkdirSync(join(at, 'sub'), { recursive: true })
  fs.writeFileSync(join(at, 'a.txt'), 'one\n', { mode: 0o644 })
  fs.writeFileSync(join(at, 'b.txt'), 'bee\n')
  fs.writeFileSync(join(at, 'sub/c.txt'), 'sea\n')
  fs.symlinkSync('a.txt', join(at, 'link.txt'))
  return at
}

type Reader = (at: string, options?: object) => unknown

async function ask(name: string, reader: Reader, at: string, options?: object): Promise<[status: string, value: unknown]> {
  calls.length = 0
  let value: unknown
  try {
    value = await settle(await reader(at, options))
  } catch (error) {
    value = { failed: (error as NodeJS.ErrnoException).code }
  }
  const own = calls.filter(({ id }) => id.endsWith(`#${name}`))
  return [own.at(-1)?.status ?? 'none', value]
}

/** What a generator yields and returns. */
async function settle(value: unknown): Promise<unknown> {
  if (typeof value !== 'object' || value === null || !('next' in value)) return value
  const all: unknown[] = []
  for (;;) {
    const { done, value: next } = await (value as AsyncIterator<unknown>).next()
    all.push(next)
    if (done) return all
  }
}

const failed = (value: unknown) => typeof value === 'object' && value !== null && 'failed' in value

async function meet(name: string, reader: Reader, change: string) {
  const at = makeCase(`${name} ${change}`)
  const [apply, undo] = changes[change]!
  const problems: string[] = []
  const expect = (step: string, [status, value]: [string, unknown], wanted: string, expected: unknown) => {
    if (status !== wanted) problems.push(`${step}: ${status}, not ${wanted}`)
    if (!isDeepStrictEqual(value, expected)) problems.push(`${step}: ${JSON.stringify(value)}, not ${JSON.stringify(expected)}`)
  }
  const [, fresh] = await ask(name, reader, at, { cacheResults: false })
  expect('cold', await ask(name, reader, at), 'miss', fresh)
  expect('hot', await ask(name, reader, at), 'hit', fresh)
  apply(at)
  const [, changed] = await ask(name, reader, at, { cacheResults: false })
  const same = isDeepStrictEqual(fresh, changed)
  expect('changed', await ask(name, reader, at), same ? 'hit' : failed(changed) ? 'error' : 'miss', changed)
  if (!failed(changed)) expect('changed, hot', await ask(name, reader, at), 'hit', changed)
  undo(at)
  const [, back] = await ask(name, reader, at, { cacheResults: false })
  const known = isDeepStrictEqual(back, fresh) || isDeepStrictEqual(back, changed)
  expect('back', await ask(name, reader, at), known ? 'hit' : 'miss', back)
  return problems.map((problem) => `${name}, ${change}: ${problem}`)
}

if (process.env['FROM'] !== undefined) process.chdir(process.env['FROM'])
const all = Object.entries(readers) as [string, Reader][]
if (process.env['PHASE'] === 'again') {
  const problems: string[] = []
  for (const [name, reader] of all)
    for (const change of Object.keys(changes)) {
      const at = join(folder, `${name} ${change}`)
      const [status, value] = await ask(name, reader, at)
      const [, fresh] = await ask(name, reader, at, { cacheResults: false })
      if (status !== 'hit' || !isDeepStrictEqual(value, fresh))
        problems.push(`${name}, ${change}: ${status} ${JSON.stringify(value)}`)
    }
  report({ problems })
} else {
  const problems: string[] = []
  let count = 0
  for (const [name, reader] of all)
    for (const change of Object.keys(changes)) {
      count++
      problems.push(...(await meet(name, reader, change)))
    }
  report({ count, problems })
}
