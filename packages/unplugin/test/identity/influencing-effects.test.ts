import { describe, expect, test } from 'vitest'
import type { Files } from './edited-project.js'
import { identityOf } from './identity-of.js'

const inputsOf = (given: Files) => identityOf(given).inputs.map(({ name }) => name)

/** A tagged function that calls `mark`, whose code reads `k`. */
const marking = (code: string, call = 'mark("a")', others: Files = {}): Files => ({
  'a.ts': `import { mark } from './mark.js'\n/** @cache */\nexport function f(n: number): number { ${call}; return n * 2 }`,
  'mark.ts': `${code.startsWith('import') ? code.replace(';', '; let last: any, k = 0;') : `let last: any, k = 0; ${code}`}\nexport const set = (v: number) => { k = v }`,
  ...others,
})

describe('what reads a variable for an effect that may reach the result', () => {
  test.each<[what: string, files: Files]>([
    [
      'it yields',
      marking('export function mark(t: string) { for (const v of one()) console.error(v) }; function* one() { yield k }'),
    ],
    [
      'it loads a module',
      marking('export const mark = (t: string) => { void import("./x.js"); last = k }', undefined, { 'x.ts': '' }),
    ],
    [
      'it calls a tag of a template',
      marking('export const mark = (t: string) => { tag`${k}` }; const tag = (...all: any) => all'),
    ],
    ['it counts in a global', marking('export const mark = (t: string) => { (globalThis as any).n++; last = k }')],
    ['it deletes a global', marking('export const mark = (t: string) => { delete (globalThis as any).n; last = k }')],
    [
      'it writes a global by a name from another file',
      marking('import { g } from "./g.js"; export const mark = (t: string) => { g.n = k }', undefined, {
        'g.ts': 'export const g: any = globalThis',
      }),
    ],
    ...['setTimeout(hook, k)', 'JSON.stringify(t, hook); last = k', 'queueMicrotask(hook); last = k', '[k].map(hook)'].map(
      (call): [string, Files] => [
        `it hands over what others set: ${call}`,
        marking(
          `export let hook: any; export const on = (h: any) => { hook = h }; export const mark = (t: string) => { ${call} }`,
        ),
      ],
    ),
    [
      'another method of its throws',
      marking(
        'class M { run(t: string) { throw new Error(t) } add(t: string) { last = k; this.run(t) } }; export const mark = new M()',
        'mark.add("a")',
      ),
    ],
    [
      'it calls a method of what may be one of two kinds',
      marking(
        'export const mark = { list: [] as any, inner: { list: new Map() as any }, add(t: string) { this.list.push(t); last = k } }',
        'mark.add("a")',
      ),
    ],
    [
      'it writes into an object that it was made with',
      marking(
        'class M { constructor(private s: any) {} add(t: string) { this.s.v = k } }; export const state: any = {}; export const mark = new M(state)',
        'mark.add("a")',
      ),
    ],
    [
      'it calls a method of a part of another object',
      marking('import { hub } from "./hub.js"; export const mark = (t: string) => { hub.inner.add(t); last = k }', undefined, {
        'hub.ts': 'export const hub = { inner: { add(t: string) {} } }',
      }),
    ],
    [
      'it calls a method of a part of another object, whose name texts have',
      marking('import { hub } from "./hub.js"; export const mark = (t: string) => { hub.inner.format(t); last = k }', undefined, {
        'hub.ts': 'export const hub = { inner: { format(t: string) {} } }',
      }),
    ],
    [
      'it loads a package',
      marking('export const mark = (t: string) => { void import("p"); last = k }', undefined, {
        'node_modules/p/package.json': '{ "name": "p", "version": "1.0.0", "main": "i.js" }',
        'node_modules/p/i.js': '',
      }),
    ],
    [
      'it is a logger that runs a text',
      {
        'a.ts': `import { log } from './mark.js'\n/** @cache */\nexport function f(n: number): number { log("a"); return n }`,
        'mark.ts': marking('export const log = (t: string) => { new Function(t)(); last = k }')['mark.ts']!,
      },
    ],
    [
      'a statement that fills a class reads it',
      marking('export const mark = (t: string) => { last = t }', undefined, {
        'a.ts': `import { mark } from './mark.js'\nclass K {}\nlet k = 0; export const set = (v: number) => { k = v }\n;(K.prototype as any).m = () => k\n/** @cache */\nexport function f(n: number) { mark("a"); return (new K() as any).m() }`,
      }),
    ],
    [
      'it is a method of a part of an object',
      marking('export const mark = { inner: { add(t: string) { last = k } } }', 'mark.inner.add("a")'),
    ],
    ['it runs a text', marking('export const mark = (t: string) => { new Function(t)(); last = k }')],
    ['it returns what it changes', marking('export const mark = (t: string) => { k++; return [k] }')],
  ])('%s', (_what, files) => expect(inputsOf(files)).toContain('k'))

  test('it imports what is not there', () => {
    const files = marking('import { x } from "./gone.js"; export const mark = (t: string) => { x(t); last = k }')
    expect(identityOf(files).uncached).toContain('./gone.js')
  })
})

describe('a value that is more than printed is an input', () => {
  test.each([
    ['process.env.X && n.push(1)'],
    ['process.env.X ? n.push(1) : 0'],
    ['if (process.env.X) console.log("a"); else n.push(1)'],
    ['n.push(process.stdout.write(process.env.X!))'],
    ['console.log(Object.assign(n, { a: process.env.X }))'],
    ['if (process.env.X) console.log((n.v = 1))'],
    ['if (process.env.X) console.log(n.v++)'],
    ['let t = process.env.X; t = t + n.v; n.push(t)'],
  ])('%s', (body) =>
    expect(inputsOf({ 'a.ts': `/** @cache */\nexport function f(n: any) { ${body}; return n }` })).toEqual(['process.env.X']),
  )

  test('a variable that is also exported', () => {
    const files = {
      'a.ts': `import { k } from './b.js'\n/** @cache */ export const f = () => k`,
      'b.ts': 'export const k = process.env.X\nconsole.log(k)',
    }
    expect(inputsOf(files)).toContain('process.env.X')
  })
})
