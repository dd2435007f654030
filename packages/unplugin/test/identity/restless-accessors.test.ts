import { describe, expect, test } from 'vitest'
import { identityOf } from './identity-of.js'

const inputs = (above: string, body = 'o.next') =>
  identityOf(`let n = 0\n${above}\n/** @cache */\nexport const f = (x: any): any => ${body}`)
    .inputs.map(({ expression }) => expression)
    .filter((expression) => expression !== 'n')

describe('a key reads no accessor that changes something', () => {
  test.each<[what: string, above: string]>([
    ['a count', 'export const o = { get next() { return ++n } }'],
    ['a count in the object', 'export const o = { n: 0, get next() { return (this.n += 1) } }'],
    ['a count by its value', 'export const o = { get next() { n = n + 1; return n } }'],
    ['a note', 'const notes: any[] = []; export const o = { get next() { notes.push(1); return 1 } }'],
    ['an act', 'export const o = { get next() { tell(); return 1 } }; function tell() {}'],
    ['a step', 'const it = [1][Symbol.iterator](); export const o = { get next() { return it.next().value } }'],
    ['a function that counts', 'const step = () => n++; export const o = { get next() { return step() } }'],
    ['a class', 'class C { #n = 0; get next() { return ++this.#n } }\nexport const o = new C()'],
    ['defineProperty', "export const o: any = {}; Object.defineProperty(o, 'next', { get: () => ++n })"],
    ['defineProperties', 'export const o: any = {}; Object.defineProperties(o, { next: { get() { return ++n } } })'],
    ['a proxy', 'export const o: any = new Proxy({}, { get: () => ++n })'],
  ])('%s', (_what, above) => {
    expect(inputs(above)).toContain('o')
    expect(inputs(above)).not.toContain('o?.next')
  })

  test('of a base class in another file', () => {
    const files = {
      'a.ts': `import { o } from './o.js'\n/** @cache */\nexport const f = (x: any): any => o.next`,
      'o.ts': `import { Base } from './base.js'\nclass Sub extends Base {}\nconst make = () => new Sub()\nexport const o = make()`,
      'base.ts': 'export class Base { #n = 0; get next() { return ++this.#n } }',
    }
    expect(identityOf(files).inputs.map(({ name }) => name)).toContain('o')
  })

  test('only up to it', () =>
    expect(inputs('export const o = { a: { get next() { return ++n } }, b: 1 }', 'o.b + o.a.next.c')).toEqual(['o?.b', 'o?.a']))
})

describe('it reads one that changes nothing, or only what is unset', () => {
  test.each<[what: string, above: string]>([
    ['a value', 'export const o = { a: 1, get next() { return this.a * 2 } }'],
    ['a local variable', 'export const o = { get next() { let i = 0; i++; const l = [1]; l.push(i); return l.pop() } }'],
    ['a value made on first use', 'export const o = { a: 0, get next() { return (this.a ||= n) } }'],
    ['a value made below a test', 'export const o = { a: 0, get next() { if (!this.a) this.a = n; return this.a } }'],
    ['a value kept in a table', "const t = new Map(); export const o = { get next() { t.set('a', 1); return t.get('a') } }"],
    ['a proxy', 'export const o: any = new Proxy({}, { get: (_, k) => k })'],
  ])('%s', (_what, above) => expect(inputs(above)).toContain('o?.next'))
})
