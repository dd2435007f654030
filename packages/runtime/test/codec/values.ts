/* oxlint-disable no-sparse-arrays, unicorn/no-new-array, unicorn/no-thenable -- odd values are the point */

/** Values that come back as they went, with how to make each afresh. */
const shared = { x: 1 }

function cycle(): unknown {
  const node: Record<string, unknown> = { name: 'node', list: [] }
  node['self'] = node
  ;(node['list'] as unknown[]).push(node)
  return node
}

function cyclicMap(): unknown {
  const map = new Map<unknown, unknown>()
  const set = new Set<unknown>([map])
  map.set(set, map)
  return map
}

function deep(levels: number): unknown {
  let value: unknown = 'bottom'
  for (let i = 0; i < levels; i++) value = i % 2 ? [value] : { next: value }
  return value
}

function withProperties<T extends object>(object: T, properties: Record<string, unknown>): T {
  return Object.assign(object, properties)
}

function withCause(): Error {
  const error = new RangeError('outer', { cause: new TypeError('inner') })
  return withProperties(error, { code: 'E_OUTER', details: { at: new Date(0) } })
}

function renamed(): Error {
  const error = new Error('renamed')
  error.name = 'MyError'
  return error
}

function atIndex(): RegExp {
  const pattern = /a+/gy
  pattern.lastIndex = 3
  return pattern
}

const twoViews = (): unknown => {
  const buffer = new ArrayBuffer(16)
  return [new Uint8Array(buffer, 0, 8), new Uint16Array(buffer, 8, 4), buffer]
}

export const values: readonly (readonly [name: string, value: unknown, form?: 'msgpackr' | 'v8' | 'graph'])[] = [
  ['undefined', undefined],
  ['null', null],
  ['true', true],
  ['zero', 0],
  ['minus zero', -0, 'v8'],
  ['minus zero inside', { rows: [{ x: -0 }] }, 'v8'],
  ['NaN', Number.NaN],
  ['infinities', [Infinity, -Infinity]],
  [
    'integers at the edges',
    [2 ** 31, -(2 ** 31) - 1, 2 ** 32, 2 ** 53 - 1, -(2 ** 53) + 1, 2 ** 63, Number.MAX_VALUE, Number.MIN_VALUE, 0.1 + 0.2],
  ],
  ['bigints', [0n, -1n, 2n ** 63n - 1n, 2n ** 63n, -(2n ** 63n), -(2n ** 63n) - 1n, 2n ** 64n, 2n ** 4000n, -(2n ** 4000n) - 1n]],
  ['empty string', ''],
  ['strings', ['ä', '𝒳', '\0', 'a'.repeat(100_000), 'ü'.repeat(70_000), '\u2028']],
  ['lone surrogates', ['\ud800', 'a\udc00b'], 'v8'],
  ['array', [1, [2, [3]]], 'msgpackr'],
  ['holes', [1, , 3, undefined], 'graph'],
  ['only holes', new Array(5), 'graph'],
  ['a long array of holes', new Array(4_000_000_000), 'graph'],
  ['array with properties', withProperties([1, 2], { columns: ['a', 'b'] }), 'graph'],
  [
    'long array with a property',
    withProperties(
      Array.from({ length: 3000 }, (_, i) => i),
      { columns: ['a'] },
    ),
    'graph',
  ],
  ['match', 'abc'.match(/b(?<rest>.)/)],
  ['object', { a: 1, b: { c: [true, null, undefined] } }, 'msgpackr'],
  ['empty object', {}],
  ['rows', Array.from({ length: 50 }, (_, id) => ({ id, name: `row ${id}`, tags: ['x'] })), 'msgpackr'],
  ['many shapes', Array.from({ length: 9000 }, (_, i) => ({ [`k${i}`]: i }))],
  ['numeric property names', { 1: 'a', 0: 'b', '-1': 'c', '01': 'd' }],
  ['empty property name', { '': 1 }],
  ['own __proto__', JSON.parse('{"__proto__":{"polluted":true},"a":1}')],
  [
    'own __proto__ inside an array',
    JSON.parse('[{"__proto__":1},{"__proto__":2},{"__proto__":3},{"__proto__":4},{"__proto__":5}]'),
  ],
  [
    'own constructor, toString, then',
    { constructor: 1, toString: 2, hasOwnProperty: 3, then: 4, toJSON: 5, valueOf: 6, prototype: 7 },
  ],
  [
    'property names that are no identifiers',
    { 'a b': 1, 'a"b': 2, "a'b": 3, 'a\nb': 4, class: 5, '\u2028': 6, '}); throw 1; ({': 7 },
  ],
  ['property name with a lone surrogate', { '\ud800': 1 }, 'v8'],
  ['dictionary', Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`key ${i}`, i])), 'v8'],
  ['null prototype', Object.assign(Object.create(null), { a: 1, b: [Object.create(null)] }), 'graph'],
  ['Date', [new Date(0), new Date(1_700_000_000_123), new Date(-1), new Date(8.64e15), new Date(-8.64e15), new Date(Number.NaN)]],
  ['dates of each kind', Array.from({ length: 200 }, (_, i) => new Date(Math.round(1.7 ** i) % 8e15))],
  ['RegExp', [/a/, /[/]\u{1F600}/u, /x/dgimsy], 'graph'],
  ['RegExp with lastIndex', atIndex(), 'graph'],
  ['URL', new URL('https://user:pw@example.org:8080/päth?q=1#h'), 'graph'],
  [
    'Map',
    new Map<unknown, unknown>([
      ['a', 1],
      [{ k: 1 }, new Map()],
      [Number.NaN, undefined],
    ]),
    'msgpackr',
  ],
  ['Set', new Set([1, '1', [1], undefined, null]), 'msgpackr'],
  ['Map with an object as key twice', new Map<unknown, unknown>([[shared, shared]]), 'v8'],
  ['boxed primitives', [Object(1), Object('s'), Object(true), Object(1n), Object(-0), Object('\ud800')], 'graph'],
  ['Error', new Error('plain'), 'graph'],
  ['error with cause and properties', withCause(), 'graph'],
  ['error without message', new SyntaxError(), 'graph'],
  ['renamed error', renamed(), 'graph'],
  ['AggregateError', new AggregateError([new TypeError('a'), 'b'], 'several'), 'graph'],
  ['every kind of error', [new EvalError('1'), new ReferenceError('2'), new URIError('3')], 'graph'],
  [
    'typed arrays',
    [
      new Int8Array([-1]),
      new Uint8Array([1]),
      new Uint8ClampedArray([255]),
      new Int16Array([-2]),
      new Uint16Array([2]),
      new Int32Array([-3]),
      new Uint32Array([3]),
      new Float32Array([0.5]),
      new Float64Array([-0, Number.NaN]),
      new BigInt64Array([-4n]),
      new BigUint64Array([4n]),
    ],
    'msgpackr',
  ],
  ['empty typed array', new Float64Array(0)],
  ['long typed array', new Float64Array(100_000).map((_, i) => i / 3)],
  ['DataView', new DataView(new Uint8Array([1, 2, 3]).buffer)],
  ['ArrayBuffer', new Uint8Array([1, 2, 3]).buffer],
  ['Buffer', Buffer.from('bytes'), 'msgpackr'],
  ['Buffers of one pool', [Buffer.from('one'), Buffer.from('two')], 'msgpackr'],
  ['two views of one buffer', twoViews(), 'graph'],
  ['minus zero beside a typed array', [-0, new Uint8Array([1])], 'graph'],
  ['minus zero beside a URL', [-0, '\ud800', new URL('a:b'), [, 1], { ['\udc00']: 1 }], 'graph'],
  ['shared reference', [shared, shared, { again: shared }], 'v8'],
  ['shared typed array', ((view) => [view, view])(new Uint8Array([1])), 'graph'],
  ['cycle', cycle(), 'v8'],
  ['cycle in Map and Set', cyclicMap(), 'v8'],
  ['cycle with an error', ((error) => withProperties(error, { self: error }))(new Error('loop')), 'graph'],
  ['frozen object', { config: Object.freeze({ a: 1, list: Object.freeze([1, -0]) }) }, 'graph'],
  ['sealed object', Object.seal({ a: [1] }), 'graph'],
  ['object that takes no new properties', Object.preventExtensions({ a: 1 }), 'graph'],
  ['frozen array', Object.freeze([1, 2]), 'graph'],
  ['frozen long array', Object.freeze(Array.from({ length: 2_000 }, (_, i) => i)), 'graph'],
  ['frozen array with a hole', Object.freeze([1, , 3]), 'graph'],
  [
    'frozen built-in objects',
    [new Map([[1, 2]]), new Set([1]), new Date(5), /a/g, new URL('a:b'), new Error('e')].map((one) => Object.freeze<object>(one)),
  ],
  ['frozen cycle', Object.freeze(cycle() as object), 'graph'],
  ['frozen and shared', ((one) => [one, { one }])(Object.freeze({ x: 1 })), 'graph'],
  ['400 levels', deep(400)],
  ['100,000 levels', deep(100_000), 'graph'],
]
