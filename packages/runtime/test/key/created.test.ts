// oxlint-disable typescript/no-extraneous-class, unicorn/consistent-function-scoping -- classes stand by their tests
import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { closure, know, created, creation } from '../../src/generated.js'
import { cacheKey } from '../../src/key/cache-key.js'
import { keyOf, why } from '../support/keys.js'

// What packages make. Their code is unknown here as it is in a program: it uses names from around it.
const around = (x: unknown): unknown => x

/** A client that hides what it was given. */
class Client {
  readonly #options: unknown
  constructor(options?: unknown) {
    this.#options = options
  }
  ask() {
    return around(this.#options)
  }
}
class Pool extends EventEmitter {
  clients: unknown[] = []
  status = 'new'
  constructor(readonly options?: unknown) {
    super()
    around(options)
  }
}
class Graph {
  nodes: Record<string, unknown> = {}
  label = () => around(this)
}

/** As the build writes it: `new Class(…values)`. */
function create<T extends object>(type: new (...values: never[]) => T, ...values: unknown[]): T {
  const by = creation(`new package kit@1.0.0 ${type.name}`, values.length)
  const given = values.map((value) => by.keep(value))
  return created(by, new type(...(given as never[])))
}

describe('a value that a package made counts by what it was given', () => {
  it.each([
    ['a string', 'a', 'b'],
    ['a number', 1, 2],
    ['a sign', 0, -0],
    ['a type', 1, '1'],
    ['nothing', undefined, null],
    ['options', { url: 'a' }, { url: 'b' }],
    ['an order', { a: 1, b: 2 }, { b: 2, a: 1 }],
    ['a list', [1], ['1']],
    ['a map', new Map([['a', 1]]), new Map([['a', 2]])],
    ['a date', new Date(1), new Date(2)],
    ['bytes', new Uint8Array([1]), new Uint8Array([2])],
    ['another such value', create(Client, 'a'), create(Client, 'b')],
    ['code', closure(() => around(1), 'one'), closure(() => around(2), 'two')],
  ])('%s', (_, one, other) => {
    expect(keyOf(create(Client, one))).toBe(keyOf(create(Client, one)))
    expect(keyOf(create(Client, one))).not.toBe(keyOf(create(Client, other)))
  })

  it('the number of arguments, and the class', () => {
    class Other extends Client {}
    const keys = [create(Client), create(Client, undefined), create(Client, 1, 2), create(Client, 12), create(Other)].map((x) =>
      keyOf(x),
    )
    expect(new Set(keys).size).toBe(5)
  })

  it('as it was, and as it is now: options are changed and used again', () => {
    const options = { url: 'a' }
    const a = create(Client, options)
    const before = keyOf(a)
    options.url = 'b'
    const b = create(Client, options)
    expect(keyOf(a)).not.toBe(before)
    expect(keyOf(a)).not.toBe(keyOf(b))
  })

  it('what code among it captures, as it is now', () => {
    let tenant = 'a'
    const client = create(Client, {
      get: closure(
        () => tenant,
        'get',
        undefined,
        () => [tenant],
      ),
    })
    const before = keyOf(client)
    tenant = 'b'
    expect(keyOf(client)).not.toBe(before)
  })
})

describe('what anyone can read of it counts too', () => {
  it.each<[string, object, (value: any) => void]>([
    ['a field', create(Client), (client) => (client.baseURL = 'a')],
    ['a method', create(Client), (client) => (client.ask = () => around(1))],
    ['a list', create(Graph), ({ nodes }) => (nodes.a = [1])],
    ['an instance in it', Object.assign(create(Graph), { root: new Graph() }), ({ root }) => (root.nodes.a = 1)],
    ['settings of an emitter', create(Pool, { max: 1 }), ({ options }) => (options.max = 2)],
    ['other settings', create(Pool, { max: 1 }), (pool) => (pool.options = { max: 2 })],
    ['a new field of an emitter', create(Pool), (pool) => (pool.prefix = 'a')],
  ])('%s', (_, value, change) => {
    const before = keyOf(value)
    expect(keyOf(value)).toBe(before)
    change(value)
    expect(keyOf(value)).not.toBe(before)
  })

  it('but not what an emitter says of the world outside', () => {
    const pool = create(Pool, { max: 1 })
    const before = keyOf(pool)
    pool.clients.push({})
    pool.status = 'ready'
    pool.on('error', () => {})
    expect(keyOf(pool)).toBe(before)
  })

  it('nor what a part notes of the clock', () => {
    const value = create(Graph)
    Object.assign(value, { cache: Object.assign(new Graph(), { lastPurgeTime: 0 }) })
    const before = keyOf(value)
    Object.assign((value as unknown as { cache: object }).cache, { lastPurgeTime: 1 })
    expect(keyOf(value)).toBe(before)
  })
})

describe('no text stands for', () => {
  it.each<[string, object]>([
    [
      'a value',
      create(
        class extends Client {
          override toString = () => ''
        },
      ),
    ],
    [
      'a class of values',
      create(
        class extends Client {
          toJSON() {}
        },
      ),
    ],
    [
      'a collection',
      create(
        class extends Client {
          *[Symbol.iterator]() {}
        },
      ),
    ],
    [
      'a store',
      create(
        class extends Client {
          subscribe() {}
        },
      ),
    ],
    [
      'a stream of data',
      create(
        class extends Pool {
          [Symbol.asyncIterator]() {}
        },
      ),
    ],
    ['a proxy that no `new` made', created(creation('package kit@1.0.0 make', 0), new Proxy({}, {}))],
    ['what a function hides', created(creation('package kit@1.0.0 make', 0), new Client())],
    ['what a promise brought', created(creation('await package kit@1.0.0 make', 0), new Client())],
    ['a function that calls change', created(creation('changed package kit@1.0.0 make', 0), () => around(1))],
    ['what was given a function whose code is unknown', create(Client, () => around(1))],
    [
      'what was given too much to look at',
      create(
        Client,
        Array.from({ length: 500 }, () => ({})),
      ),
    ],
  ])('%s', (_, value) => {
    expect(why(() => keyOf(value))).toMatch(/./)
  })

  it('an object of the project', () => {
    class Own {
      f = () => around(1)
    }
    know([[() => Own, 'own']])
    expect(why(() => keyOf(create(Own)))).toContain('.f is the function f')
  })
})

describe('a making of which something is missing marks nothing', () => {
  it('as an argument was kept in a later one', () => {
    let by = creation('new package kit@1.0.0 Client', 2)
    const outer = by
    by.keep(1)
    by = creation('new package kit@1.0.0 Client', 2)
    by.keep(2)
    expect(why(() => keyOf(created(outer, new Client())))).toContain('#private')
    expect(why(() => keyOf(created(by, new Client())))).toContain('#private')
  })
})

it('what can be read as a whole is rendered as it always is', () => {
  class Money {
    constructor(readonly amount: number) {}
  }
  expect(keyOf(create(Money, 1))).toBe(keyOf(new Money(1)))
  expect(keyOf(created(creation('package kit@1.0.0 make', 0), { a: 1 }))).toBe(keyOf({ a: 1 }))
})

it('what was handed in stays what it is', () => {
  const fn = () => around(1)
  const by = creation('package kit@1.0.0 same', 1)
  expect(why(() => keyOf(created(by, by.keep(fn))))).toContain('uses `around`')
})

it('its own [cacheKey]() stands for it', () => {
  const client = Object.assign(create(Client, 'a'), { [cacheKey]: () => 'mine' })
  expect(keyOf(client)).toBe(keyOf(Object.assign(create(Client, 'b'), { [cacheKey]: () => 'mine' })))
})
