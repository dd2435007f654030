import { expect, test } from 'vitest'
import { program } from '../support/program.js'

test('every form of function can be tagged', async () => {
  const p = await program(`import { cache } from '@cachecache/runtime'
    const names: string[] = []
    const run = <T>(name: string, value: T) => (names.push(name), value)
    /** @cache */ function declared(a: number) { return run('declared', a) }
    /** @cache */ const arrow = (a: number) => run('arrow', a)
    /** @cache */ const expression = function (a: number) { return run('expression', a) }
    const object = { /** @cache */ method(a: number) { return run('method', a) }, /** @cache */ property: async (a: number) => run('property', a) }
    class C {
      /** @cache */ field = (a: number) => run('field', a)
      /** @cache */ comment(a: number) { return run('comment', a) }
      @cache decorated(a: number) { return run('decorated', a) }
      @cache static async fixed(a: number) { return run('fixed', a) }
      /** @cache */ #hidden(a: number) { return run('hidden', a) }
      hidden(a: number) { return this.#hidden(a) }
    }
    /** @cache */ function over(a: string): string
    function over(a: number): number
    function over(a: any) { return run('over', a) }
    /** @cache */ const generic = <T,>(a: T): T => run('generic', a)
    function outer(k: number) { /** @cache */ function inner(a: number) { return run('inner', a + k) } return inner }
    const c = new C()
    for (let i = 0; i < 2; i++) {
      declared(1); arrow(1); expression(1); object.method(1); await object.property(1); new C().field(1); c.comment(1); c.decorated(1); await C.fixed(1); c.hidden(1); over(1); generic(1); outer(1)(1); outer(2)(1)
    }
    const ran: Record<string, number> = {}
    for (const name of names) ran[name] = (ran[name] ?? 0) + 1
    report(ran)`)
  const { reports, stderr } = await p.run()
  expect(reports).toEqual([
    {
      declared: 1,
      arrow: 1,
      expression: 1,
      method: 1,
      property: 1,
      field: 1,
      comment: 1,
      decorated: 1,
      fixed: 1,
      hidden: 1,
      over: 1,
      generic: 1,
      inner: 2,
    },
  ])
  expect(stderr).toBe('')
})

test('a default export and a call before the module has finished', async () => {
  const p = await program({
    'a.ts': `import { early } from './b.js'\nlet n = 0\n/** @cache */ export default async (x: number) => x + 1\n/** @cache */ export function hoisted(x: number) { return x * 2 }\nexport { early }`,
    'b.ts': `import { hoisted } from './a.js'\nexport const early = hoisted(4)`,
    'main.ts': `import me, { early } from './a.js'\nreport(early, await me(1), me.name)`,
  })
  expect((await p.run()).reports).toEqual([8, 2, 'default'])
})

test('tag options: ttl, ignore and cacher, evaluated lazily in module scope', async () => {
  const p = await program(`import { Cacher } from '@cachecache/runtime'
    let n = 0
    /** @cache { ttl: '1h', ignore: ['log'], cacher: reports } */
    const load = (file: string, log: (s: string) => void) => { n++; return file }
    const reports = Cacher('./reports')
    load('a', () => {}); load('a', console.log); report(n)`)
  expect((await p.run()).reports).toEqual([1])
  expect((await p.run()).reports).toEqual([0])
})

test('this: own fields are part of the key, cacheKey comes first, a class with neither runs uncached', async () => {
  const p = await program(`import { cacheKey } from '@cachecache/runtime'
    let n = 0
    class Repo { constructor(public url: string) {} /** @cache */ find(id: number) { n++; return this.url + id } /** @cache */ free(id: number) { n++; return id } }
    new Repo('a').find(1); new Repo('a').find(1); report(n); new Repo('b').find(1); report(n); new Repo('c').free(1); new Repo('d').free(1); report(n)
    n = 0
    class Keyed { conn = () => {}; constructor(public url: string) {} [cacheKey]() { return this.url } /** @cache */ find(id: number) { n++; return id + this.url } }
    new Keyed('a').find(1); new Keyed('a').find(1); new Keyed('b').find(1); report(n)
    n = 0
    const hidden = new WeakMap<object, number>()
    class Secret { constructor(k: number) { hidden.set(this, k) } /** @cache */ get(x: number) { n++; return x + hidden.get(this)! } }
    report(new Secret(1).get(1), new Secret(2).get(1), new Secret(2).get(1), n)`)
  const { reports, stderr } = await p.run()
  expect(reports).toEqual([1, 2, 3, 2, 2, 3, 3, 3])
  expect(stderr).toMatch(/cacheKey/)
})

test('instances among the arguments are keyed with the code of their class', async () => {
  const source = (factor: number) => `let n = 0
    class Money { constructor(public amount: number) {} cents() { return this.amount * ${factor} } }
    /** @cache */ function price(m: Money) { n++; return m.cents() }
    report(price(new Money(1)), price(new Money(1)), price(new Money(2)), n)`
  const p = await program(source(100))
  expect((await p.run()).reports).toEqual([100, 100, 200, 2])
  await p.write({ 'main.ts': source(1000) })
  expect((await p.run()).reports).toEqual([1000, 1000, 2000, 2])
})

test('`new` on a tagged function and a captured variable not initialised yet run uncached', async () => {
  const p = await program(`/** @cache */ function Point(this: any, x: number) { this.x = x }
    const P = Point as any
    report(new P(1).x, new P(1).x, new P(1) instanceof P)
    function outer() { const early = inner(); const k = 5; /** @cache */ function inner(): any { try { return k } catch { return 'early' } } return [early, inner()] }
    report(outer(), outer())`)
  expect((await p.run()).reports).toEqual([1, 1, true, ['early', 5], ['early', 5]])
})

test('private methods that use `this` are keyed by its fields', async () => {
  const p = await program(`let n = 0
    class Repo { constructor(public base: number) {} /** @cache */ async #load(id: number) { n++; return id + this.base } load(id: number) { return this.#load(id) } /** @cache */ twice(id: number) { n++; return this.#double(id) } #double(id: number) { return 2 * id } }
    report(await new Repo(1).load(1), await new Repo(1).load(1), await new Repo(2).load(1), n, new Repo(1).twice(3), new Repo(1).twice(3), n)`)
  const { reports, stderr } = await p.run()
  expect(reports).toEqual([2, 2, 3, 2, 6, 6, 3])
  expect(stderr).toBe('')
})

test('cacheOf finds the methods of every class, also while the class is being defined', async () => {
  const methods = `/** @cache */ find(n: number) { return n } /** @cache */ static all() { return [] } /** @cache */ private 'odd name'() {}`
  const p = await program(`import { cacheOf } from '@cachecache/runtime'
    export class Plain { ${methods} }
    class Started { ${methods} static id = cacheOf(Started.prototype.find).id }
    class Computed { [String('later')]() {} ${methods} }
    function make() { class Inner { ${methods} } return Inner }
    const Expression = class { ${methods} }
    abstract class Base { ${methods} abstract load(): void }
    class Derived extends Base { load() {} ${methods} }
    const all: any[] = [Plain, Started, Computed, make(), Expression, Base, Derived]
    const ids = all.map((cls) => ['find', 'odd name'].map((name) => cacheOf(cls.prototype[name]).id).concat(cacheOf(cls.all).id))
    report(...[Started.id, ...ids.flat()].map((id) => id.split('#')[1]))`)
  const { reports } = await p.run()
  const names = ['Plain', 'Started', 'Computed', 'make.Inner', 'Expression', 'Base', 'Derived']
  expect(reports).toEqual([
    'Started.find',
    ...names.flatMap((name) => ['find', 'odd name', 'all'].map((member) => `${name}.${member}`)),
  ])
})
