import { Cacher } from '@cachecache/runtime'

let calls = 0
const keep = Cacher('memory:survey')(function keep(value) {
  calls++
  return value === undefined
})

/** Whether a call with this value is answered from the cache. */
function isHit(value) {
  const before = calls
  keep(value)
  return calls === before
}

const bytes = [() => [1, 2], () => [2, 1]]
const typed = Object.getOwnPropertyNames(globalThis)
  .filter((name) => /^(?:Big)?(?:Int|Uint|Float)\d+(?:Clamped)?Array$/.test(name))
  .map((name) => {
    const big = name.startsWith('Big')
    const own = bytes.map((make) => () => new globalThis[name](big ? make().map(BigInt) : make()))
    return [
      name,
      [...own, () => new globalThis[name](new ArrayBuffer(24), 8), () => new globalThis[name](new ArrayBuffer(24), 16)],
    ]
  })
const errors = ['Error', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError'].map((name) => {
  const Type = globalThis[name]
  return [
    name,
    [() => new Type('a'), () => new Type('b'), () => new Type('a', { cause: 1 }), () => Object.create(Type.prototype)],
  ]
})

/** Instances that differ, by class; each is made anew. What an engine does not have, or does not make, is left out. */
const instances = [
  ...typed,
  ...errors,
  ['AggregateError', [() => new AggregateError([1]), () => new AggregateError([2])]],
  ['Object', [() => ({ a: 1 }), () => ({ a: 2 }), () => Object.freeze({ a: 1 })]],
  ['Array', [() => [1], () => [2], () => Object.freeze([1])]],
  ['Map', [() => new Map(), () => new Map([[1, 1]])]],
  ['Set', [() => new Set(), () => new Set([1])]],
  ['Date', [() => new Date(0), () => new Date(1)]],
  ['RegExp', [() => /a/g, () => /a/i, () => /b/g, () => Object.assign(/a/g, { lastIndex: 1 })]],
  ['String', [() => Object('a'), () => Object('b')]],
  ['Number', [() => Object(1), () => Object(2)]],
  ['Boolean', [() => Object(true), () => Object(false)]],
  ['BigInt', [() => Object(1n), () => Object(2n)]],
  ['Symbol', [() => Object(Symbol.iterator), () => Object(Symbol.for('a')), () => Object(Symbol('a'))]],
  ['ArrayBuffer', [() => new ArrayBuffer(1), () => new ArrayBuffer(2), () => new ArrayBuffer(1, { maxByteLength: 8 })]],
  ['SharedArrayBuffer', [() => new SharedArrayBuffer(1), () => new SharedArrayBuffer(1, { maxByteLength: 8 })]],
  ['DataView', [() => new DataView(new ArrayBuffer(2)), () => new DataView(new ArrayBuffer(2), 1), () => new DataView(new ArrayBuffer(4), 2)]],
  ['DOMException', [() => new DOMException('m', 'AbortError'), () => new DOMException('m', 'TimeoutError'), () => new DOMException('n', 'AbortError')]],
  ['URL', [() => new URL('http://a/'), () => new URL('http://b/')]],
  ['URLSearchParams', [() => new URLSearchParams('a=1'), () => new URLSearchParams('a=2')]],
  ['Buffer', [() => Buffer.from('a'), () => Buffer.from('b')]],
  ['Intl.Locale', [() => new Intl.Locale('de'), () => new Intl.Locale('fr')]],
  ...['NumberFormat', 'DateTimeFormat', 'Collator', 'PluralRules', 'ListFormat', 'RelativeTimeFormat', 'Segmenter', 'DurationFormat'].map(
    (name) => [`Intl.${name}`, [() => new Intl[name]('de'), () => new Intl[name]('en')]],
  ),
  ['Promise', [() => Promise.resolve(1), () => Promise.resolve(2)]],
  ['WeakMap', [() => new WeakMap(), () => new WeakMap([[globalThis, 1]])]],
  ['WeakSet', [() => new WeakSet(), () => new WeakSet([globalThis])]],
  ['WeakRef', [() => new WeakRef(globalThis), () => new WeakRef({})]],
  ['FinalizationRegistry', [() => new FinalizationRegistry(() => 1), () => new FinalizationRegistry(() => 2)]],
  ['Proxy', typeof process === 'object' ? [() => new Proxy({}, {}), () => new Proxy({}, { get: () => 1 })] : []],
  ['Generator', [() => (function* () { yield 1 })(), () => [1][Symbol.iterator](), () => [2][Symbol.iterator](), () => new Map().keys()]],
  ['Iterator', [() => Iterator.from([1]).map((x) => x), () => Iterator.from([2]).map((x) => x)]],
  ['Segments', [() => new Intl.Segmenter('en').segment('a'), () => new Intl.Segmenter('en').segment('b')]],
  ['TextDecoder', [() => new TextDecoder('utf-8'), () => new TextDecoder('utf-16le')]],
  ['TextEncoder', [() => new TextEncoder()]],
  ['Headers', [() => new Headers({ a: '1' }), () => new Headers({ a: '2' })]],
  ['FormData', [() => new FormData(), () => { const form = new FormData(); form.set('a', '1'); return form }]],
  ['Blob', [() => new Blob(['a']), () => new Blob(['b'])]],
  ['File', [() => new File(['a'], 'a'), () => new File(['b'], 'a')]],
  ['Request', [() => new Request('http://a/'), () => new Request('http://b/')]],
  ['Response', [() => new Response('a'), () => new Response('b')]],
  ['Event', [() => new Event('a'), () => new Event('b')]],
  ['CustomEvent', [() => new CustomEvent('a', { detail: 1 }), () => new CustomEvent('a', { detail: 2 })]],
  ['MessageEvent', [() => new MessageEvent('a', { data: 1 }), () => new MessageEvent('a', { data: 2 })]],
  ['EventTarget', [() => new EventTarget(), () => { const target = new EventTarget(); target.addEventListener('a', () => 1); return target }]],
  ['AbortController', [() => new AbortController(), () => { const controller = new AbortController(); controller.abort(); return controller }]],
  ['MessageChannel', [() => new MessageChannel(), () => new MessageChannel().port1]],
  ['ReadableStream', [() => new ReadableStream(), () => new ReadableStream({ start: (controller) => controller.enqueue(1) })]],
  ['WritableStream', [() => new WritableStream()]],
  ['TransformStream', [() => new TransformStream()]],
  ['CompressionStream', [() => new CompressionStream('gzip'), () => new CompressionStream('deflate')]],
  ['ByteLengthQueuingStrategy', [() => new ByteLengthQueuingStrategy({ highWaterMark: 1 }), () => new ByteLengthQueuingStrategy({ highWaterMark: 2 })]],
  ['URLPattern', [() => new URLPattern('http://a/*'), () => new URLPattern('http://b/*')]],
  ['QuotaExceededError', [() => new QuotaExceededError('m', { quota: 1 }), () => new QuotaExceededError('m', { quota: 2 })]],
  ['PerformanceMark', [() => performance.mark('a'), () => performance.mark('b')]],
  ['WebAssembly.Memory', [() => new WebAssembly.Memory({ initial: 1 }), () => new WebAssembly.Memory({ initial: 2 })]],
  ['SuppressedError', [() => new SuppressedError(1, 2), () => new SuppressedError(2, 1)]],
  ['Temporal', [() => Temporal.PlainDate.from('2024-01-01'), () => Temporal.PlainDate.from('2024-01-02'), () => Temporal.PlainDate.from('2024-01-01[u-ca=hebrew]'), () => Temporal.Duration.from({ seconds: 60 }), () => Temporal.Duration.from({ minutes: 1 }), () => Temporal.Instant.from('2024-01-01T00:00Z'), () => Temporal.ZonedDateTime.from('2024-01-01T00:00[UTC]'), () => Temporal.ZonedDateTime.from('2024-01-01T00:00[Europe/Berlin]'), () => Temporal.PlainTime.from('00:00:00.000000001'), () => Temporal.PlainMonthDay.from('01-01')]],
  ['DisposableStack', [() => new DisposableStack(), () => { const stack = new DisposableStack(); stack.defer(() => 1); return stack }]],
  ['ImageData', [() => new ImageData(1, 1), () => new ImageData(2, 1)]],
  ['DOMMatrix', [() => new DOMMatrix(), () => new DOMMatrix([1, 2, 3, 4, 5, 6])]],
  ['DOMRect', [() => new DOMRect(1), () => new DOMRect(2)]],
  ['Element', [() => document.createElement('a'), () => document.createElement('b')]],
] // prettier-ignore

const keys = async (name) =>
  crypto.subtle.importKey('raw', new TextEncoder().encode(name), { name: 'HMAC', hash: 'SHA-256' }, true, ['sign'])

export async function survey() {
  const found = { classes: 0, keyed: [], refused: [], problems: [] }
  for (const name of Object.getOwnPropertyNames(globalThis)) surveyBare(name, found)
  const made = [...instances]
  if (globalThis.crypto?.subtle) {
    const [one, other] = [await keys('one'), await keys('other')]
    made.push(['CryptoKey', [() => one, () => other]])
  }
  for (const [name, makers] of made) surveyInstances(name, makers, found)
  return found
}

/** An object that has the prototype of a class, and nothing of its state. */
function surveyBare(name, found) {
  let prototype
  try {
    prototype = globalThis[name]?.prototype
  } catch {
    return
  }
  if (typeof prototype !== 'object' || prototype === null || prototype === Object.prototype) return
  // A function like `fetch` has a prototype too, but its objects are plain.
  if (/^[a-z]/.test(name)) return
  found.classes++
  const makers = [() => Object.create(prototype), () => Object.assign(Object.create(prototype), { own: 1 })]
  // Errors have no state but their fields; signals count nowhere.
  if (prototype === Error.prototype || prototype instanceof Error || name === 'AbortSignal') return
  for (const make of makers) {
    keep(make())
    if (isHit(make())) found.problems.push(`an object with the prototype of ${name} is keyed`)
  }
}

function surveyInstances(name, makers, found) {
  const existing = makers.filter((make) => {
    try {
      return make() !== undefined
    } catch {
      return false
    }
  })
  if (existing.length === 0) return
  let keyed = 0
  for (const [i, make] of existing.entries()) {
    if (isHit(make())) found.problems.push(`${name}: instance ${i} is answered with another one's result`)
    if (isHit(make())) keyed++
  }
  ;(keyed > 0 ? found.keyed : found.refused).push(name)
}
