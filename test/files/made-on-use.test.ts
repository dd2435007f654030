import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { program } from '../support/program.js'

// A configuration that is read and checked on first use, and that all code gets.

const SCHEMA = `export const schema = (defaults) => {
  const known = new WeakMap()
  return { parse(value) { known.set(value, 1); return { ...defaults, ...value } } }
}`

const MAIN = `import { readFileSync } from 'node:fs'
import { subscribe } from 'node:diagnostics_channel'
import { schema } from 'schema'
const told: string[] = []
subscribe('cachecache:call', (message: any) => void told.push(message.status))
declare const report: (...values: unknown[]) => void

const Settings = schema({ rate: 1 })
let cached: any
export const settings = () => (cached ??= Settings.parse(JSON.parse(readFileSync('settings.json', 'utf8'))))

/** @cache */
async function cost(n: number) {
  await null
  return n * settings().rate
}
const texts = new Map<string, string>()
function text(name: string) {
  let found = texts.get(name)
  if (found === undefined) {
    found = readFileSync(name, 'utf8')
    texts.set(name, found)
  }
  return found
}
/** @cache */
async function length(name: string) {
  await null
  return text(name).length
}

/** @cache */
function change(n: number) {
  settings().rate += n
  return n
}

class Report {
  runs = 1
  /** @cache */
  total(n: number) {
    this.runs++
    return n * this.runs
  }
}

const calls: Record<string, () => unknown> = {
  cost: () => cost(2),
  // Other code makes it while the body waits, so the body doesn't read the file.
  later: () => {
    const value = cost(2)
    settings()
    return value
  },
  length: () => length('settings.json'),
  lengthLater: () => {
    const value = length('settings.json')
    text('settings.json')
    return value
  },
  lengthAgain: async () => (await length('package.json')) * 0 + (await length('settings.json')),
  report: () => new Report().total(2),
  change: () => change(1) + settings().rate,
}
report(await calls[process.env.CALL!]!(), ...told)
`

async function withSettings() {
  const built = await program({
    'node_modules/schema/package.json': '{ "name": "schema", "version": "1.0.0", "type": "module", "exports": "./index.js" }',
    'node_modules/schema/index.js': SCHEMA,
    'main.ts': MAIN,
  })
  return {
    set: (rate: number) => writeFile(join(built.directory, 'settings.json'), JSON.stringify({ rate })),
    /** Calls it in a process of its own. @returns the value, and what became of the call */
    async call(name: string): Promise<unknown[]> {
      const { reports, stderr } = await built.run({ CALL: name })
      const warned = /(\S+) changed while it ran, so the result is not stored\. (\w+)/.exec(stderr)
      return [...reports, ...(warned ? [`${warned[1]} changed. ${warned[2]}`] : [])]
    },
  }
}

test('the first call of a process reads it, and the next process hits until the file changes', async () => {
  const { set, call } = await withSettings()
  await set(3)
  expect(await call('cost')).toEqual([6, 'miss'])
  expect(await call('cost')).toEqual([6, 'hit'])
  await set(4)
  expect(await call('cost')).toEqual([8, 'miss'])
  expect(await call('cost')).toEqual([8, 'hit'])
})

test('a call during which other code reads it is not stored', async () => {
  const { set, call } = await withSettings()
  await set(3)
  expect(await call('later')).toEqual([6, 'miss', '`cached` changed. Change'])
  await set(4)
  expect(await call('later')).toEqual([8, 'miss', '`cached` changed. Change'])
})

test('what the first call of a process puts into a table of texts is as good as missing, until the file changes', async () => {
  const { set, call } = await withSettings()
  await set(3)
  expect(await call('length')).toEqual([10, 'miss'])
  expect(await call('length')).toEqual([10, 'hit'])
  await set(400)
  expect(await call('length')).toEqual([12, 'miss'])
  expect(await call('length')).toEqual([12, 'hit'])
})

test('a call during which other code fills the table is not stored', async () => {
  const { set, call } = await withSettings()
  await set(3)
  expect(await call('lengthLater')).toEqual([10, 'miss', '`texts` changed. Change'])
  await set(400)
  expect(await call('lengthLater')).toEqual([12, 'miss', '`texts` changed. Change'])
})

test('what the table held before counts', async () => {
  const { set, call } = await withSettings()
  await set(3)
  expect(await call('lengthAgain')).toEqual([10, 'miss', 'miss'])
  expect((await call('lengthAgain'))[1]).toBe('hit')
  await set(400)
  expect((await call('lengthAgain'))[0]).toBe(12)
})

test('a call that changes what it has made is not stored', async () => {
  const { set, call } = await withSettings()
  await set(3)
  expect(await call('change')).toEqual([5, 'miss', '`cached` changed. Change'])
  expect(await call('change')).toEqual([5, 'miss', '`cached` changed. Change'])
})

test('a method that counts in a field of its object is told to name what matters', async () => {
  const { call } = await withSettings()
  expect(await call('report')).toEqual([4, 'miss', '`this` changed. Give'])
})
