import { describe, expect, test } from 'vitest'
import type { Files } from './edited-project.js'
import { identityOf } from './identity-of.js'

const inputsOf = (given: Files) => identityOf(given).inputs.map(({ name }) => name)

/** A tagged function that calls what `log.ts` exports, and returns something else. */
const calling = (call: string, log: string, above = ''): Files => ({
  'a.ts': `import { log } from './log.js'\n${above}\n/** @cache */\nexport function f(n: number): number { ${call}; return n * 2 }`,
  'log.ts': log,
})

describe('what is called for its effect alone is no input', () => {
  test.each<[what: string, files: Files, inputs?: string[]]>([
    ['a counter of lines', calling('log("a")', 'let n = 0; export const log = (t: string) => { n++; console.error(n, t) }')],
    [
      'a level that others set',
      calling(
        'log("a")',
        'let level = 1; export const set = (n: number) => { level = n }; export function log(t: string) { if (level > 0) console.error(t) }',
      ),
    ],
    [
      'a level of the environment',
      calling('log("a")', 'const on = process.env.DEBUG; export const log = (t: string) => { if (on) console.error(t) }'),
    ],
    [
      'the clock',
      calling('log(`a ${n}`)', 'export const log = (t: string) => console.error(new Date().toLocaleTimeString(), t)'),
    ],
    [
      'a history',
      calling(
        'log("a")',
        'export const all: string[] = []; export const log = (t: string) => { all.push(t); if (all.length > 9) all.shift() }',
      ),
    ],
    [
      'warnings that appear once',
      calling(
        'log("a")',
        'const seen = new Set<string>(); export function log(t: string) { if (seen.has(t)) return; seen.add(t); console.warn(t) }',
      ),
    ],
    [
      'a file',
      calling(
        'log("a")',
        'import { appendFileSync } from "node:fs"; let n = 0; export const log = (t: string) => appendFileSync("log", `${n++} ${t}`)',
      ),
    ],
    [
      'one that is awaited',
      {
        ...calling('', 'let n = 0; export async function log(t: string) { console.error(n++, t) }'),
        'a.ts': `import { log } from './log.js'\n/** @cache */\nexport async function f(n: number) { await log("a"); return n }`,
      },
    ],
    [
      'progress',
      calling(
        'for (let i = 0; i < n; i++) log(i, n)',
        'let last = 0; export function log(i: number, n: number) { if (i / n > last) process.stderr.write(`${last = i / n}`) }',
      ),
    ],
    [
      'by way of a helper',
      calling(
        'note()',
        'let n = 0; export const log = (t: string) => { n++; console.error(n, t) }',
        'const note = () => { log("a") }',
      ),
    ],
    [
      'an object',
      calling(
        'log.info("a")',
        'let n = 0; export const log = { level: 1, write(t: string) { if (this.level > 0) console.error(n++, t) }, info(t: string) { this.write(t) } }',
      ),
      ['log.info'],
    ],
    [
      'an instance',
      calling(
        'log.info("a")',
        'class Log { n = 0; info(t: string) { console.error(this.n++, t) } } export const log = new Log()',
      ),
      ['log.info'],
    ],
    [
      'an instance with private state',
      calling(
        'log.info("a")',
        'class Log { #n = 0; info(t: string) { console.error(this.#n++, t) } } export const log = new Log()',
      ),
      ['log.info'],
    ],
    [
      'a closure',
      calling(
        'log.info("a")',
        'let all = 0; function make() { let n = 0; return { info(t: string) { console.error(n++, all++, t) } } } export const log = make()',
      ),
      ['log.info'],
    ],
    [
      'a static method',
      calling(
        'log.add("a")',
        'export class log { static n: Record<string, number> = {}; static add(k: string) { this.n[k] = (this.n[k] ?? 0) + 1 } }',
      ),
      ['log.add'],
    ],
    [
      'metrics in a Map',
      calling(
        'log.add("a", 2)',
        'class Metrics { private n = new Map<string, number>(); add(k: string, by = 1) { this.n.set(k, (this.n.get(k) ?? 0) + by) } } export const log = new Metrics()',
      ),
      ['log.add'],
    ],
    [
      'transports of a logger',
      calling(
        'log.info("a")',
        'class Log { all: any[] = []; info(t: string) { for (const one of this.all) one.write(t) } } export const log = new Log()',
      ),
      ['log.info'],
    ],
  ])('%s', (_what, files, inputs = []) => expect(inputsOf(files)).toEqual(inputs))

  test.each([
    ['printed', 'let n = 0', 'console.error(`n ${++n}`)'],
    ['printed, by way of a name', '', 'const t = performance.now(); console.log((performance.now() - t).toFixed(1), "ms")'],
    [
      'tested before something is printed',
      'export let on = false; export const set = (v: boolean) => { on = v }',
      'if (on) console.log("a")',
    ],
    ['a variable of the environment', '', 'if (process.env.DEBUG) console.log(process.env.DEBUG)'],
  ])('a value that is only %s', (_what, above, body) => {
    const { inputs, diagnostics } = identityOf({
      'a.ts': `${above}\n/** @cache */\nexport function f(n: number) { ${body}; return n }`,
    })
    expect(inputs).toEqual([])
    expect(diagnostics.filter(({ code }) => code !== 'skipped-update')).toEqual([])
  })
})

test('where code collects what is printed, that counts', () => {
  const inputs = (body: string, collect = 'console.log = (x) => lines.push(x)') =>
    inputsOf({
      'a.ts': `/** @cache */\nexport function f() { const lines: any[] = []; ${collect}; show(); return lines }\nfunction show() { ${body} }`,
    })
  expect(inputs('console.log(process.env.REGION)')).toEqual(['process.env.REGION'])
  expect(inputs('console.log(process.cwd())')).toEqual(['process.cwd()'])
  expect(inputs('console.log(process.cwd())', 'Object.assign(console, { log: (x: any) => lines.push(x) })')).toEqual([
    'process.cwd()',
  ])
  expect(
    inputsOf({ 'a.ts': '/** @cache */ export function f(n: number) { console.log(process.env.REGION); return n }' }),
  ).toEqual([])
})

describe('what may reach the result is an input', () => {
  test.each<[what: string, files: Files, inputs: string[]]>([
    [
      'its result is used',
      {
        ...calling('', 'let n = 0; export const log = () => ++n'),
        'a.ts': `import { log } from './log.js'\n/** @cache */\nexport function f(n: number) { return n + log() }`,
      },
      ['n'],
    ],
    ['it throws', calling('log("a")', 'let n = 0; export const log = (t: string) => { if (n++ > 2) throw new Error(t) }'), ['n']],
    [
      'it calls a function that others set',
      calling('log.emit("a")', 'export const log = { all: [] as any[], emit(t: string) { for (const h of this.all) h(t) } }'),
      ['log'],
    ],
    [
      'it changes what the function reads',
      calling(
        'log("a"); n = last',
        'let rate = 1; export let last = 0; export const set = (v: number) => { rate = v }; export const log = (t: string) => { last = rate }',
        "import { last } from './log.js'",
      ),
      ['last', 'rate'],
    ],
    [
      'it changes an object that it is given',
      calling(
        'const o = { n }; log(o); n = o.n',
        'let k = 0; export const set = (v: number) => { k = v }; export const log = (o: any) => { o.n = k }',
      ),
      ['k'],
    ],
    [
      'it changes a global',
      calling(
        'log("a")',
        'let k = 0; export const set = (v: number) => { k = v }; export const log = (t: string) => { globalThis.name = t + k }',
      ),
      ['k'],
    ],
    [
      'it writes a file, which the function may read',
      calling(
        'log.mark("a")',
        'import { writeFileSync } from "node:fs"; let k = 0; export const set = (v: number) => { k = v }; export const log = { mark(t: string) { writeFileSync("f", `${k}`) } }',
      ),
      ['log', 'k'],
    ],
    [
      'it is a promise, which may be rejected',
      {
        'a.ts': `export let ready = Promise.resolve(); export const set = (v: any) => { ready = v }\n/** @cache */\nexport async function f(n: number) { await ready; return n }`,
      },
      ['ready'],
    ],
    [
      'its code is not known',
      calling('log.emit("a")', 'import { EventEmitter } from "node:events"; export const log = new EventEmitter()'),
      ['log'],
    ],
  ])('%s', (_what, files, inputs) => expect(inputsOf(files)).toEqual(inputs))
})
