// oxlint-disable unicorn/no-new-array -- holes are what is tested
import { expect, test } from 'vitest'
import { known } from '../src/generated.js'
import { Renderer } from '../src/key/renderer.js'
import { deriveKey } from '../src/key.js'
import { Site } from '../src/sites/site.js'

// The rendering is a storage format: a change here loses every stored entry, and needs a new format number in the seed.

const cycle: unknown[] = []
cycle.push(cycle)

const golden: [value: unknown, text: string][] = [
  [undefined, 'u'],
  [null, 'n'],
  [true, 't'],
  [false, 'f'],
  [1.5, 'd1.5;'],
  [-0, 'd-0;'],
  [1n, 'i1;'],
  ['a:b', 's3:a:b'],
  [[1, [undefined], null], '[3:d1;[1:u]n]'],
  [Object.assign(new Array(3), { 1: true }), 'h3:1:t]'],
  [Object.assign([1], { note: 'n' }), '[1:d1;]+{4:notes1:n}'],
  [{ b: 1, a: 'é' }, '{1:bd1;1:as1:é}'],
  [Object.assign(Object.create(null) as object, { a: 1 }), '0{1:ad1;}'],
  [Object.defineProperty({}, 'a', { value: 1 }), '{!-=1:ad1;}'],
  [new Date(0), 'D0;'],
  [/a\/b/gi, 'R4:a\\/b2:gid0;'],
  [new Map<unknown, unknown>([['k', new Set([1])]]), 'Ms1:kSd1;;;'],
  [new Uint8Array([1, 2]), 'vUint8Array:b2:\u0001\u0002'],
  [Buffer.from('hi'), 'B2:hi'],
  [new ArrayBuffer(1), 'b1:\0'],
  [new RangeError('m', { cause: 'c' }), 'E10:RangeError{!7:messages1:m!5:causes1:c}'],
  [new URL('https://x.y/z'), 'Us13:https://x.y/z'],
  [new URLSearchParams('a=1'), 'Qs3:a=1'],
  [Object(1), 'od1;'],
  [cycle, '[1:#0;]'],
  [new Uint8Array([1, 2, 3]).subarray(1), 'vUint8Array:1,2b3:\u0001\u0002\u0003'],
  [new DataView(new ArrayBuffer(1)), 'vDataView:b1:\0'],
  [new ArrayBuffer(1, { maxByteLength: 4 }), 'b4,1:\0'],
  [new SharedArrayBuffer(1), 'q1:\0'],
  [new DOMException('m', 'AbortError'), 'Xs10:AbortErrors1:m'],
  [new Intl.Locale('de-CH'), 'lLocale:s5:de-CH'],
  [console, 'N7:console'],
  [Symbol.for('a'), 'y5:for a'],
  [Symbol.iterator, 'y15:Symbol.iterator'],
  [{ [Symbol.for('a')]: 1 }, '{@5:for ad1;}'],
  [Object.freeze({ a: 1 }), '{-=1:ad1;}Zf'],
  [Object.preventExtensions([]), '[0:]Zf'],
  [Object.create({ a: 1 }), 'P{1:ad1;}{}'],
  [Math.max, 'N8:Math.max'],
  [
    Object.assign(new Function('x', 'return x'), { k: 1 }),
    'fQbTSqQLs4vo7-H906GaLRFVX-P6RSdAtqID8XgXFWG8{!-6:lengthd1;!-4:names9:anonymous1:kd1;}{}.',
  ],
  [
    known(
      (x: number) => x,
      'd',
      () => [1],
      () => [2],
    ),
    'F1:dI1(d1;V1(d2;{!-4:names0:}.',
  ],
]

test.each(golden)('%#', (value, text) => {
  const renderer = new Renderer()
  renderer.argument('x', value)
  expect(renderer.text).toBe(text)
})

test('a long array is rendered as a short one', () => {
  const renderer = new Renderer()
  renderer.argument('x', new Array(100).fill(true))
  expect(renderer.text).toBe(`[100:${'t'.repeat(100)}]`)
})

test('an instance is its class, its members that the digest does not cover, and its fields', () => {
  class Base {}
  class Known extends Base {
    static limit = 5
    static of() {
      return new Known()
    }
    x = 1
    read() {
      return this.x
    }
  }
  Object.defineProperty(Base, 'name', { value: 'Base' })
  known(Base, 'b')
  known(Known, 'k')
  const renderer = new Renderer()
  renderer.argument('x', [new Known(), new Known()])
  expect(renderer.text).toBe('[2:cF1:k{!-4:names5:Known5:limitd5;}{}F1:b{!-4:names4:Base}{}.{1:xd1;}c#2;{1:xd1;}]')
})

test('what lies deeper than 100 levels is rendered behind', () => {
  let value: unknown = 1
  for (let i = 0; i < 102; i++) value = [value]
  const renderer = new Renderer()
  renderer.argument('x', value)
  expect(renderer.text).toBe(`${'[1:'.repeat(100)}>${']'.repeat(100)}<[1:[1:d1;]]`)
})

const digests: [name: string, value: unknown, digest: string][] = [
  ['-0', -0, '8pUgUDui52221a3FZIX1anFoUS8GM4gM49hBQAd3eJ8'],
  ['large bytes', new Uint8Array(2000), 'jE4F8e-dn-jX2qP4wzxwvdq2K9MB00KaiaTyiaCr_iM'],
  ['a lone surrogate', '\ud800', 'sDERRh-b9Qf6_VxK_8dhRXWuGJf_rYcGc_c-KMGHdIY'],
]

test.each(digests)('the digest of %s', (_name, value, digest) => {
  const renderer = new Renderer()
  renderer.argument('x', value)
  expect(renderer.digest()).toBe(digest)
})

test('a whole key', () => {
  const site = new Site({
    id: 'p/f.ts#f',
    version: 'v1',
    kind: 'sync',
    params: ['x', 'y'],
    slot: 2,
    declared: 2,
    usesThis: true,
    constants: () => [1],
    inputs: () => ['eu'],
  })
  expect(deriveKey(site, [2024, 'north'], { base: 1 }, () => [true], -1)).toBe(
    'Ob6fYvxA4fRuUbHV/OUSwb5Xc_2uiU9ql1oEfPbS9-xeVo1lMLMJbDx10oZY',
  )
})
