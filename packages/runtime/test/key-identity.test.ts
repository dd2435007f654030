// oxlint-disable unicorn/consistent-function-scoping, typescript/no-extraneous-class -- builders and classes stand by their tests
import { describe, expect, test } from 'vitest'
import { known, link, type SiteRecord } from '../src/generated.js'
import { cacheKey } from '../src/key/cache-key.js'
import { deriveKey } from '../src/key.js'
import { Site } from '../src/sites/site.js'
import { base, keyOf, keyOfThis, Point, why } from './support/keys.js'
import { makeSite } from './support/make-site.js'

const free = process.pid
class Open {
  read() {
    return free
  }
}

describe('instances', () => {
  test('own enumerable fields and the class count', () => {
    expect(keyOf(new Point(1, 2))).toBe(keyOf(new Point(1, 2)))
    expect(keyOf(new Point(1, 2))).not.toBe(keyOf(new Point(1, 3)))
  })

  test('[cacheKey]() speaks for an instance', () => {
    class Connection {
      #socket = {}
      constructor(
        readonly url: string,
        readonly log: () => void,
      ) {}
      open() {
        return this.#socket
      }
      [cacheKey]() {
        return this.url
      }
    }
    expect(keyOf(new Connection('a', () => {}))).toBe(keyOf(new Connection('a', () => {})))
    expect(keyOf(new Connection('a', () => {}))).not.toBe(keyOf(new Connection('b', () => {})))
  })

  test('a [cacheKey]() that throws, or gives what cannot be keyed, says so', () => {
    const bad = { [cacheKey]: () => { throw new Error('no') } } // prettier-ignore
    expect(why(() => keyOf(bad))).toMatch(/\[cacheKey\]\(\) that throws/)
    expect(why(() => keyOf({ [cacheKey]: () => () => free }))).toMatch(/\[cacheKey\]\(\) is the function/)
  })

  test('two classes with the same fields differ, one class made twice from one text does not', () => {
    const make = () => class Same { a = 1 } // prettier-ignore
    const other = class Other { a = 1 } // prettier-ignore
    expect(keyOf(new (make())())).toBe(keyOf(new (make())()))
    expect(keyOf(new (make())())).not.toBe(keyOf(new other()))
  })

  test('a class with a compile-time digest is keyed by the digest', () => {
    class Known extends Point {}
    const key = (digest: string) => keyOf(new (known(Known, digest))(1, 2))
    expect(key('d1')).toBe(key('d1'))
    expect(key('d1')).not.toBe(key('d2'))
    expect(keyOf(new Known(1, 2), { classes: () => [[Known, 'd3']] })).toBe(key('d2'))
  })

  test('a class of a package that hands itself out may keep state elsewhere', () => {
    const pools = new WeakMap<object, number>()
    class Made { constructor(size: number) { pools.set(this, size) } } // prettier-ignore
    class Sized { set(size: number) { pools.set(this, size) } } // prettier-ignore
    class Plain { set() { return 1 } } // prettier-ignore
    const Old = function () {} as unknown as new () => object
    Old.prototype.set = Sized.prototype.set
    for (const cls of [Made, Sized, Plain, Old]) known(cls, 'pool@1.0.0')
    for (const made of [new Made(1), new Sized(), new Old()])
      expect(why(() => keyOf(made))).toMatch(/which hands itself to other code/)
    expect(keyOf(new Plain())).toBe(keyOf(new Plain()))
  })

  test('methods put on a prototype later count', () => {
    const make = (result: number) => {
      function Old(this: { a: number }) {
        this.a = 1
      }
      Old.prototype.read = result === 1 ? () => 1 : () => 2
      return new (Old as unknown as new () => object)()
    }
    expect(keyOf(make(1))).toBe(keyOf(make(1)))
    expect(keyOf(make(1))).not.toBe(keyOf(make(2)))
  })
})

describe('`this`', () => {
  test('its own enumerable fields count', () => {
    expect(keyOfThis(new Point(1, 2))).toBe(keyOfThis(new Point(1, 2)))
    expect(keyOfThis(new Point(1, 2))).not.toBe(keyOfThis(new Point(2, 2)))
  })

  test('#private methods and accessors are code, fields are state', () => {
    class Methods {
      x = 1
      #read() {
        return this.x
      }
      get #twice() {
        return 2 * this.#read()
      }
      run() {
        return #read in this ? this.#twice : 0
      }
    }
    class Both {
      #read() {
        return this.#x
      }
      #x = 1
      run() {
        return this.#read()
      }
    }
    expect(keyOfThis(new Methods())).toBe(keyOfThis(new Methods()))
    expect(keyOfThis(new Methods())).not.toBe(keyOfThis(Object.assign(new Methods(), { x: 2 })))
    expect(why(() => keyOfThis(new Both()))).toMatch(/Both, which has #private fields/)
  })

  test('the class of `this` may use what is around it where no build has seen the function; its fields may not hold such code', () => {
    const make = (go: () => number) => Object.assign(new Open(), { go })
    expect(keyOfThis(make(() => 1), true)).toBe(keyOfThis(make(() => 1), true)) // prettier-ignore
    expect(keyOfThis(make(() => 1), true)).not.toBe(keyOfThis(make(() => 2), true)) // prettier-ignore
    expect(
      why(() =>
        keyOfThis(
          make(() => free),
          true,
        ),
      ),
    ).toMatch(/^`this`\.go is the function .* uses `free` from around it$/)
    expect(why(() => keyOfThis(new Open()))).toBe('`this` is an instance of Open, which uses `free` from around it')
    expect(why(() => keyOf(new Open()))).toBe('argument `x` is an instance of Open, which uses `free` from around it')
  })

  test('a class counts by its text and static fields, those of its bases too', () => {
    class Base {
      static limit = 1
    }
    class Derived extends Base {
      static own = 1
    }
    const before = keyOfThis(Derived)
    expect(keyOfThis(Derived)).toBe(before)
    expect(keyOfThis(Base)).not.toBe(before)
    Base.limit = 2
    expect(keyOfThis(Derived)).not.toBe(before)
  })

  test('undefined and primitives', () => {
    expect(new Set([keyOfThis(undefined), keyOfThis(null), keyOfThis('a'), keyOfThis(1)]).size).toBe(4)
  })
})

describe('functions, captured values, module values', () => {
  const tagged = (record: Partial<SiteRecord>) => link(() => 1, makeSite({ id: 'p/h.ts#h', ...record }))

  test('a tagged function counts by its identity', () => {
    expect(keyOf(tagged({}))).toBe(keyOf(tagged({})))
    expect(keyOf(tagged({}))).not.toBe(keyOf(tagged({ version: 'v2' })))
    expect(keyOf(tagged({ inputs: () => [1] }))).not.toBe(keyOf(tagged({ inputs: () => [2] })))
  })

  test('a tagged function that captures variables cannot be keyed by its code', () => {
    expect(why(() => keyOf(tagged({ captures: true })))).toMatch(
      /^argument `x` is the function .*variables of the functions around it$/,
    )
  })

  test('captured values count', () => {
    const key = (captured: unknown) => deriveKey(new Site(base), [], undefined, () => [captured], -1)
    expect(key(1)).toBe(key(1))
    expect(key(1)).not.toBe(key(2))
    expect(why(() => key(() => free))).toMatch(/^the captured variable `captured` is the function/)
  })

  test('inputs are read at every call, constants once', () => {
    let input = 1
    let reads = 0
    const site = new Site({ ...base, inputs: () => [input], constants: () => [++reads] })
    const key = () => deriveKey(site, [], undefined, undefined, -1)
    const before = key()
    expect(key()).toBe(before)
    input = 2
    expect(key()).not.toBe(before)
    expect(reads).toBe(1)
  })

  test('a constant that may not be initialised yet is read again', () => {
    let constant: unknown
    const site = new Site({ ...base, constants: () => [constant] })
    const key = () => deriveKey(site, [], undefined, undefined, -1)
    const before = key()
    constant = 1
    expect(key()).not.toBe(before)
  })

  test('one that stays undefined does not have the others rendered at every call', () => {
    let rendered = 0
    const table = { [Symbol.for('cachecache.key')]: () => ++rendered }
    const site = new Site({ ...base, constants: () => [table, undefined] })
    const key = () => deriveKey(site, [], undefined, undefined, -1)
    const before = key()
    expect(rendered).toBeGreaterThan(0)
    const once = rendered
    expect(key()).toBe(before)
    expect(rendered).toBe(once)
  })

  test('a module value that cannot be keyed makes the call run uncached, by its name', () => {
    const handlers = { list: [() => free] }
    expect(why(() => keyOf(1, { inputs: () => [1, handlers?.list] }))).toMatch(/^`handlers\.list`\[0\] is the function/)
    expect(why(() => keyOf(1, { constants: () => [handlers] }))).toMatch(/^`handlers`\.list\[0\] is the function/)
  })

  test('constants that hold code which reads values are rendered at every call', () => {
    let rate = 1
    const area = known(
      () => rate,
      'd',
      () => [rate],
    )
    const site = new Site({ ...base, constants: () => [{ area }] })
    const key = () => deriveKey(site, [], undefined, undefined, -1)
    const before = key()
    expect(key()).toBe(before)
    rate = 2
    expect(key()).not.toBe(before)
  })

  test('constants that hold a function with data are rendered at every call', () => {
    const area = Object.assign(() => 1, { rate: 1 })
    const site = new Site({ ...base, constants: () => [area] })
    const key = () => deriveKey(site, [], undefined, undefined, -1)
    const before = key()
    expect(key()).toBe(before)
    area.rate = 2
    expect(key()).not.toBe(before)
  })

  test('the text of a method does not show what `super` finds', () => {
    const heir = { __proto__: { step: () => 1 }, step() { return super.step() } } as { step(): number } // prettier-ignore
    expect(why(() => keyOf(heir.step))).toMatch(
      /^argument `x` is the function step, which calls methods of another object by `super`$/,
    )
  })
})
