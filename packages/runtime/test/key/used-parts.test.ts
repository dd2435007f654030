import { expect, test } from 'vitest'
import { cacheKey } from '../../src/index.js'
import { given, know, members, reader, self } from '../../src/generated.js'
import { deriveKey } from '../../src/key.js'
import { Site } from '../../src/sites/site.js'
import { base, keyOf } from '../support/keys.js'

// What the build tells of each class: which fields a method reads, and which methods it runs.

let serial = 0

/** Registers a class as emitted code does. */
function tell<C extends new (...args: any[]) => object>(cls: C, table: Parameters<typeof members>[1], ofNode = 0): [C, string] {
  const digest = `digest${serial++}`
  know([[() => cls, digest]])
  members(cls, table, ofNode)
  return [cls, digest]
}

const keyOfMethod = (instance: unknown, digest: string, method: string): string =>
  deriveKey(new Site({ ...base, usesThis: true, self: self(digest, method) }), [], instance, undefined, -1)

const asked = (value: unknown, ...names: string[]): string => keyOf(value, { given: given([names]) })

const client = () => {
  class Client {
    #secret = 1
    calls = 0
    constructor(
      public rate = 1,
      public other: unknown = 1,
    ) {}
    ask() {
      return this.rate + this.help()
    }
    help() {
      return 1
    }
    hidden() {
      return this.#secret
    }
    set(n: number) {
      this.#secret = n
    }
    static read = (o: Client): unknown[] => [o.#secret]
  }
  reader(Client, Client.read)
  return tell(Client, { ask: [['rate'], ['help']], help: [[], []], hidden: [[['#secret', 0, 0]], []] })
}

test('a key has the fields of `this` that the method reads', () => {
  const [Client, digest] = client()
  const key = keyOfMethod(new Client(), digest, 'ask')
  expect(keyOfMethod(new Client(1, new WeakMap()), digest, 'ask')).toBe(key)
  expect(keyOfMethod(new Client(2), digest, 'ask')).not.toBe(key)
})

test('a private field counts by its place', () => {
  const [Client, digest] = client()
  const one = new Client()
  const key = keyOfMethod(one, digest, 'hidden')
  expect(keyOfMethod(new Client(7, 7), digest, 'hidden')).toBe(key)
  one.set(5)
  expect(keyOfMethod(one, digest, 'hidden')).not.toBe(key)
})

test('an argument counts by the members that are used', () => {
  const [Client] = client()
  const key = asked(new Client(), 'ask')
  expect(asked(new Client(1, 2), 'ask')).toBe(key)
  expect(asked(new Client(2), 'ask')).not.toBe(key)
  // A field itself.
  expect(asked(new Client(1, 2), 'ask', 'other')).not.toBe(asked(new Client(), 'ask', 'other'))
  expect(keyOf({ rate: 1 }, { given: given([0]) })).toBe(keyOf({ rate: 1 }))
})

test('an instance in a field counts in the same way, and whole where it leads back', () => {
  const [Client] = client()
  class Shop {
    constructor(
      public model: object,
      public log: unknown = 0,
    ) {}
    price() {
      return (this.model as { ask(): number }).ask()
    }
  }
  const [, digest] = tell(Shop, { price: [[['model', ['ask']]], []] })
  const key = keyOfMethod(new Shop(new Client(1, 2)), digest, 'price')
  expect(keyOfMethod(new Shop(new Client(1, 3), 1), digest, 'price')).toBe(key)
  expect(keyOfMethod(new Shop(new Client(2, 2)), digest, 'price')).not.toBe(key)

  const circle = new Shop({})
  circle.model = circle
  const before = keyOfMethod(circle, digest, 'price')
  circle.log = 9
  expect(keyOfMethod(circle, digest, 'price')).not.toBe(before)
})

test('two uses of one field are read together', () => {
  class Pair {
    constructor(
      public left: number,
      public right: number,
    ) {}
    l() {
      return this.left
    }
    r() {
      return this.right
    }
  }
  tell(Pair, { l: [['left'], []], r: [[['right', 0]], []] })
  const key = asked(new Pair(1, 1), 'l', 'r')
  expect(asked(new Pair(2, 1), 'l', 'r')).not.toBe(key)
  expect(asked(new Pair(1, 2), 'l', 'r')).not.toBe(key)
})

test.each<[what: string, change: (instance: any, cls: any) => void]>([
  ['has a method of its own', (instance) => Object.assign(instance, { ask: Math.abs })],
  ['has a method of its own that the method runs', (instance) => Object.assign(instance, { help: Math.abs })],
  ['can get no new fields', (instance) => Object.preventExtensions(instance)],
  [
    'has an accessor in the place of a field',
    (instance) => Object.defineProperty(instance, 'rate', { value: 1, writable: false }),
  ],
  ['has another prototype', (instance) => Object.setPrototypeOf(instance, { ask: Math.abs })],
  ['has a key of its own', (instance) => Object.defineProperty(instance, cacheKey, { value: () => 'mine' })],
  ['is of a class whose method was replaced', (_, cls) => Object.assign(cls.prototype, { help: Math.abs })],
  ['is of a class with another static field', (_, cls) => Object.assign(cls, { more: 1 })],
])('an instance that %s is no longer seen by those fields alone', (_, change) => {
  const [Client] = client()
  const one = new Client()
  const key = asked(one, 'ask')
  change(one, Client)
  let after: string | undefined
  try {
    after = asked(one, 'ask')
  } catch {
    // Such an instance can't be part of a key.
  }
  expect(after).not.toBe(key)
})

test.each<[what: string, names: string[]]>([
  ['a method that the build does not tell of', ['set']],
  ['what all objects inherit', ['toString']],
])('all of an instance counts for %s', (_, names) => {
  const [Client] = client()
  expect(asked(new Client(1, 2), ...names)).not.toBe(asked(new Client(1, 3), ...names))
})

test('all of `this` counts in a method of another class', () => {
  const [Client] = client()
  expect(keyOfMethod(new Client(1, 2), 'another', 'ask')).not.toBe(keyOfMethod(new Client(1, 3), 'another', 'ask'))
  expect(keyOfMethod({ rate: 1 }, 'another', 'ask')).not.toBe(keyOfMethod({ rate: 2 }, 'another', 'ask'))
})

test('all of an instance counts if its class extends one of the project, and not if it extends one of Node', () => {
  class Base {
    n = 1
  }
  class Heir extends Base {
    rate = 1
    ask() {
      return this.rate
    }
  }
  know([[() => Base, 'base']])
  const table: Parameters<typeof members>[1] = { ask: [['rate'], []] }
  tell(Heir, table)
  const key = asked(new Heir(), 'ask')
  expect(asked(Object.assign(new Heir(), { n: 2 }), 'ask')).not.toBe(key)

  class Jobs extends EventTarget {
    rate = 1
    more: unknown = 1
    ask() {
      return this.rate
    }
  }
  tell(Jobs, table, 1)
  expect(asked(Object.assign(new Jobs(), { more: new WeakMap() }), 'ask')).toBe(asked(new Jobs(), 'ask'))
})

test('a field that is not there counts as that, and an inherited one makes all count', () => {
  class Late {
    other: unknown = 1
    ask() {
      return (this as { rate?: number }).rate
    }
  }
  tell(Late, { ask: [['rate'], []] })
  const key = asked(new Late(), 'ask')
  expect(asked(Object.assign(new Late(), { other: 2 }), 'ask')).toBe(key)
  expect(asked(Object.assign(new Late(), { rate: undefined }), 'ask')).not.toBe(key)
})

test('a method that runs before its private fields exist is seen whole, which has no key', () => {
  class Early {
    #rate = 1
    static read = (o: Early): unknown[] => [o.#rate]
    ask() {
      return this.#rate
    }
  }
  reader(Early, Early.read)
  tell(Early, { ask: [[['#rate', 0, 0]], []] })
  expect(() => asked(Object.create(Early.prototype), 'ask')).toThrow('has not the private fields of its class')
})
