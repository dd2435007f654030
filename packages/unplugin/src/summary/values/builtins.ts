import type { Shape } from './shapes.js'

/**
 * The only table of the language's built-ins and their effects. A function or method that isn't in it may do anything with its
 * arguments. Rollup has similar records for each built-in, with the same default: the unknown has all effects.
 */

/**
 * The result of a call: a primitive, a new list of primitives, a new object that holds nothing of the input, a part of the input, the
 * input itself, or a new object that contains such parts, pairs of them, or the elements of an iteration.
 */
export type Result =
  | 'primitive'
  | 'list'
  | 'new'
  | 'contents'
  | 'self'
  | 'holder'
  | 'pairs'
  | 'iterated'
  | 'returned'
  | 'holder of returned'
  | 'unknown'

export interface Builtin {
  result: Result
  /** Mutates its receiver; a function mutates its first argument. */
  mutates?: true
  /** Stores its arguments in the receiver or in the result. */
  keeps?: true
  /** What it passes to each parameter of its callback. The callback is the first argument unless `callback` is set. */
  passes?: ('contents' | 'self' | 'primitive' | 'returned')[]
  /** Index of the callback argument. @default 0 */
  callback?: number
  /** With more than one argument it may do anything. */
  alone?: true
  /** Returns the same result for the same arguments on every machine. */
  pure?: true
  /** The result is an iterator: whoever goes over it changes it. */
  iterator?: true
}

type Table<T> = { readonly [name: string]: T }

const table = <T>(...rows: [names: string, record: T][]): Table<T> => {
  const found: { [name: string]: T } = { __proto__: null as never }
  for (const [names, record] of rows) for (const name of names.split(' ')) found[name] = record
  return found
}

const pure = true as const
const mutates = true as const
const keeps = true as const
const iterator = true as const
const EACH: NonNullable<Builtin['passes']> = ['contents', 'primitive', 'self']

const OBJECT_METHODS = table<Builtin>([
  'hasOwnProperty isPrototypeOf propertyIsEnumerable toString toLocaleString',
  { result: 'primitive', pure },
])

/** Built-in methods by the kind of the object. */
export const METHODS: Table<Table<Builtin>> = {
  primitive: table<Builtin>(
    [
      'at charAt charCodeAt codePointAt concat endsWith includes indexOf isWellFormed lastIndexOf localeCompare normalize padEnd padStart ' +
        'repeat search slice startsWith substr substring toLowerCase toUpperCase toWellFormed trim trimEnd trimStart ' +
        'toFixed toPrecision toExponential toString valueOf description toLocaleString toLocaleLowerCase toLocaleUpperCase',
      { result: 'primitive', pure },
    ],
    ['split', { result: 'list', pure }],
    ['match matchAll', { result: 'new', pure }],
    ['replace replaceAll', { result: 'primitive', passes: [], callback: 1, pure }],
  ),
  array: table<Builtin>(
    ['includes indexOf lastIndexOf join toString toLocaleString', { result: 'primitive', pure }],
    ['keys', { result: 'list', iterator, pure }],
    ['at', { result: 'contents', pure }],
    ['slice concat flat toReversed toSpliced with', { result: 'holder', keeps, pure }],
    ['values', { result: 'holder', iterator, pure }],
    ['entries', { result: 'pairs', iterator, pure }],
    ['toSorted', { result: 'holder', passes: ['contents', 'contents'], pure }],
    ['filter', { result: 'holder', passes: EACH, pure }],
    ['every some findIndex findLastIndex forEach', { result: 'primitive', passes: EACH, pure }],
    ['find findLast', { result: 'contents', passes: EACH, pure }],
    ['map', { result: 'holder of returned', passes: EACH, pure }],
    ['flatMap', { result: 'holder of returned', passes: EACH, pure }],
    ['reduce reduceRight', { result: 'returned', passes: ['returned', 'contents', 'primitive', 'self'], pure }],
    ['push unshift', { result: 'primitive', mutates, keeps }],
    ['pop shift', { result: 'contents', mutates }],
    ['reverse copyWithin', { result: 'self', mutates }],
    ['fill', { result: 'self', mutates, keeps }],
    ['sort', { result: 'self', mutates, passes: ['contents', 'contents'] }],
    ['splice', { result: 'holder', mutates, keeps }],
  ),
  map: table<Builtin>(
    ['has', { result: 'primitive', pure }],
    ['get', { result: 'contents', pure }],
    ['keys values', { result: 'holder', iterator, pure }],
    ['entries', { result: 'pairs', iterator, pure }],
    ['forEach', { result: 'primitive', passes: ['contents', 'contents', 'self'], pure }],
    ['set add', { result: 'self', mutates, keeps }],
    ['delete clear', { result: 'primitive', mutates }],
  ),
  regexp: table<Builtin>(['test toString', { result: 'primitive', mutates, pure }], ['exec', { result: 'new', mutates, pure }]),
  /** A regular expression without `g` and `y`. */
  pattern: table<Builtin>(['test toString', { result: 'primitive', pure }], ['exec', { result: 'new', pure }]),
  date: table<Builtin>(
    [
      'getTime valueOf toISOString toJSON getUTCDate getUTCDay getUTCFullYear getUTCHours getUTCMinutes getUTCMonth getUTCSeconds getUTCMilliseconds',
      { result: 'primitive', pure },
    ],
    [
      'getDate getDay getFullYear getHours getMinutes getMonth getSeconds getMilliseconds getTimezoneOffset toDateString toTimeString ' +
        'toLocaleDateString toLocaleTimeString toLocaleString toString',
      { result: 'primitive' },
    ],
    [
      'setTime setDate setFullYear setHours setMinutes setMonth setSeconds setMilliseconds setUTCDate setUTCFullYear setUTCHours ' +
        'setUTCMinutes setUTCMonth setUTCSeconds setUTCMilliseconds',
      { result: 'primitive', mutates },
    ],
  ),
  bytes: table<Builtin>(
    [
      'includes indexOf lastIndexOf join toString toLocaleString at byteLength equals compare readUInt8 readUInt16LE readUInt16BE readUInt32LE ' +
        'readUInt32BE readInt8 readInt16LE readInt16BE readInt32LE readInt32BE readFloatLE readFloatBE readDoubleLE readDoubleBE ' +
        'getInt8 getUint8 getInt16 getUint16 getInt32 getUint32 getFloat32 getFloat64 getBigInt64 getBigUint64',
      { result: 'primitive', pure },
    ],
    [
      'every some findIndex findLastIndex find findLast forEach reduce reduceRight',
      { result: 'primitive', passes: ['primitive', 'primitive', 'self'], pure },
    ],
    ['keys values entries', { result: 'list', iterator, pure }],
    ['toReversed toSorted with', { result: 'new', pure }],
    ['set fill sort reverse copyWithin', { result: 'self', mutates }],
  ),
  url: table<Builtin>(['toString toJSON get has', { result: 'primitive', pure }]),
  /** `Intl.NumberFormat` and similar objects, whose methods change nothing. */
  formatter: table<Builtin>(
    // With `stream` among its options, a decoder keeps the last bytes.
    ['decode', { result: 'primitive', alone: true }],
    ['format formatRange compare select of', { result: 'primitive' }],
    ['formatToParts resolvedOptions encode segment', { result: 'new' }],
  ),
}

export function methodOf(kind: string, name: string): Builtin | undefined {
  if (kind === 'object') return OBJECT_METHODS[name]
  const methods = METHODS[kind === 'set' ? 'map' : kind]
  return methods && (methods[name] ?? (kind === 'primitive' ? undefined : OBJECT_METHODS[name]))
}

/** Functions by their global name. */
export const FUNCTIONS = table<Builtin>(
  [
    'Array.isArray BigInt BigInt.asIntN BigInt.asUintN Boolean Buffer.byteLength Buffer.isBuffer Date.UTC JSON.stringify Number ' +
      'Number.isFinite Number.isInteger Number.isNaN Number.isSafeInteger Number.parseFloat Number.parseInt ' +
      'Object.hasOwn Object.is Object.isFrozen Object.isSealed Object.isExtensible Reflect.has RegExp.escape ' +
      'String String.fromCharCode String.fromCodePoint Symbol Symbol.for Symbol.keyFor decodeURI decodeURIComponent encodeURI ' +
      'encodeURIComponent escape isFinite isNaN parseFloat parseInt unescape atob btoa',
    { result: 'primitive', pure },
  ],
  [
    'Math.abs Math.acos Math.acosh Math.asin Math.asinh Math.atan Math.atan2 Math.atanh Math.cbrt Math.ceil Math.clz32 Math.cos Math.cosh ' +
      'Math.exp Math.expm1 Math.floor Math.fround Math.hypot Math.imul Math.log Math.log10 Math.log1p Math.log2 Math.max Math.min Math.pow ' +
      'Math.round Math.sign Math.sin Math.sinh Math.sqrt Math.tan Math.tanh Math.trunc',
    { result: 'primitive', pure },
  ],
  ['console.debug console.error console.info console.log console.table console.trace console.warn', { result: 'primitive' }],
  ['Object.keys Object.getOwnPropertyNames Reflect.ownKeys', { result: 'list', pure }],
  ['Object.values Array.of', { result: 'holder', keeps, pure }],
  // `transfer` among its options empties a buffer.
  ['structuredClone', { result: 'holder', keeps, alone: true, pure }],
  ['Object.entries', { result: 'pairs', pure }],
  ['Object.fromEntries', { result: 'unknown', pure }],
  ['Array.from', { result: 'iterated', keeps, passes: ['contents', 'primitive'], callback: 1, pure }],
  ['Object.freeze Object.seal Object.preventExtensions', { result: 'self', pure }],
  ['JSON.parse', { result: 'holder', pure }],
  ['Object.assign', { result: 'self', mutates, keeps }],
  ['Object.groupBy Map.groupBy', { result: 'pairs', passes: ['contents', 'primitive'], callback: 1, pure }],
)

/** Built-in methods that call a function while they run, and don't keep it, with the place of that function among their arguments. */
export const CALLBACKS: ReadonlyMap<string, number> = new Map(
  Object.values(METHODS).flatMap((methods) =>
    Object.entries(methods).flatMap(([name, { passes, callback = 0 }]) => (passes ? [[name, callback] as const] : [])),
  ),
)

export const functionNamed = (name: string): Builtin | undefined => FUNCTIONS[name]

/** Others of the language and of Node that run no code of the program, or only functions that stand in the call. */
const HARMLESS = table<{ repeatable?: true }>(
  ['process.cwd Date.parse', { repeatable: true }],
  [
    'performance.mark performance.measure performance.now process.emitWarning process.hrtime process.hrtime.bigint process.memoryUsage ' +
      'process.uptime Date Date.now Math.random crypto.randomUUID setImmediate setInterval setTimeout clearImmediate clearInterval ' +
      'clearTimeout queueMicrotask Error.captureStackTrace',
    {},
  ],
)

export const isHarmless = (name: string): boolean => name in HARMLESS

/** Functions and classes that take any plain values. Others may throw if an argument isn't what they expect: `new URL(text)`. */
const TAKES_ANY =
  /^(Array\.\w+|Boolean|Buffer\.\w+|Date\.UTC|JSON\.stringify|Math\.\w+|Number(\.\w+)?|Object(\.(?!from|group)\w+)?|Reflect\.\w+|String(\.fromCharCode)?|Symbol(\.for)?|(Weak)?(Map|Set)|URLSearchParams|\w*Error|(un)?escape|is(Finite|NaN)|parse(Float|Int))$/

export const takesAny = (name: string): boolean => isHarmless(name) || TAKES_ANY.test(name)

/** Whether a global function changes nothing, and gives the same whenever it is called with the same. */
export const isRepeatable = (name: string): boolean =>
  HARMLESS[name]?.repeatable === true || (FUNCTIONS[name]?.pure === true && name !== 'Symbol')

/** The index of the argument that a built-in calls. */
export function callbackOf(name: string, record: Builtin | undefined): number | undefined {
  if (record?.passes) return record.callback ?? 0
  if (name.startsWith('JSON.')) return 1
  return /^(set(Immediate|Interval|Timeout)|queueMicrotask)$/.test(name) ? 0 : undefined
}

/** The object that `new` creates, by the global name of the class. `keeps`: it contains what its first argument contains. */
const CLASSES = table<{ kind: Shape['kind']; keeps?: true; pure: boolean }>(
  ['Map WeakMap', { kind: 'map', keeps, pure }],
  ['Set WeakSet', { kind: 'set', keeps, pure }],
  ['Array', { kind: 'array', keeps, pure }],
  ['Object', { kind: 'object', pure: false }],
  ['RegExp', { kind: 'regexp', pure }],
  ['Date', { kind: 'date', pure: false }],
  [
    'Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float16Array Float32Array Float64Array BigInt64Array ' +
      'BigUint64Array ArrayBuffer DataView SharedArrayBuffer',
    { kind: 'bytes', pure },
  ],
  ['URL URLSearchParams', { kind: 'url', pure }],
  ['Error TypeError RangeError SyntaxError EvalError ReferenceError URIError', { kind: 'object', pure }],
  [
    'TextEncoder TextDecoder Intl.PluralRules Intl.ListFormat Intl.Segmenter Intl.NumberFormat Intl.Collator Intl.RelativeTimeFormat ' +
      'Intl.DisplayNames',
    { kind: 'formatter', pure },
  ],
  // It keeps the time zone in which it was made.
  ['Intl.DateTimeFormat', { kind: 'formatter', pure: false }],
)

export const classNamed = (name: string) => CLASSES[name]

/** Members of built-in objects that are plain values (`Math.PI`) or functions in the table. Others may be anything. */
export const isConstantMember = (name: string): boolean =>
  name in FUNCTIONS || /^(Math\.[A-Z]|Number\.[A-Z]|Symbol\.[a-z]|\w+\.(prototype|name|length)(\.|$))/.test(name)

/** Global names that every JavaScript host defines; they aren't inputs. */
const STANDARD = new Set(
  (
    'AggregateError Array ArrayBuffer AsyncDisposableStack AsyncFunction AsyncIterator Atomics BigInt BigInt64Array BigUint64Array Boolean ' +
    'DataView Date DisposableStack Error EvalError FinalizationRegistry Float16Array Float32Array Float64Array Function Infinity Int16Array ' +
    'Int32Array Int8Array Intl Iterator JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set ' +
    'SharedArrayBuffer String SuppressedError Symbol SyntaxError Temporal TypeError URIError Uint16Array Uint32Array Uint8Array ' +
    'Uint8ClampedArray WeakMap WeakRef WeakSet WebAssembly arguments decodeURI decodeURIComponent encodeURI encodeURIComponent escape eval ' +
    'globalThis isFinite isNaN parseFloat parseInt undefined unescape ' +
    'AbortController AbortSignal Blob BroadcastChannel Buffer ByteLengthQueuingStrategy CloseEvent CompressionStream CountQueuingStrategy ' +
    'Crypto CryptoKey CustomEvent DOMException DecompressionStream ErrorEvent Event EventSource EventTarget File FormData Headers ' +
    'MessageChannel MessageEvent MessagePort Navigator PerformanceEntry PerformanceMark PerformanceMeasure PerformanceObserver ' +
    'PerformanceObserverEntryList PerformanceResourceTiming ReadableByteStreamController ReadableStream ReadableStreamBYOBReader ' +
    'ReadableStreamBYOBRequest ReadableStreamDefaultController ReadableStreamDefaultReader Request Response Storage SubtleCrypto ' +
    'TextDecoder TextDecoderStream TextEncoder TextEncoderStream TransformStream TransformStreamDefaultController URL URLPattern ' +
    'URLSearchParams WebSocket WritableStream WritableStreamDefaultController WritableStreamDefaultWriter XMLHttpRequest atob btoa ' +
    'clearImmediate clearInterval clearTimeout console crypto fetch performance process queueMicrotask require setImmediate setInterval ' +
    'setTimeout structuredClone module exports global self window navigator document location localStorage sessionStorage indexedDB ' +
    'requestAnimationFrame cancelAnimationFrame alert confirm prompt HTMLElement Element Node Document Window Image Worker SharedWorker ' +
    'MutationObserver ResizeObserver IntersectionObserver DOMParser XMLSerializer history screen matchMedia getComputedStyle customElements ' +
    'Deno Bun __dirname __filename reportError requestIdleCallback cancelIdleCallback gc'
  ).split(' '),
)

export const isStandardGlobal = (name: string): boolean => STANDARD.has(name)
