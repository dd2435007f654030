/**
 * Globals that the language standard defines in every realm. Excludes `globalThis` and others that lead to all globals, and names that
 * programs often import (`URL`, `Buffer`, `fetch`, `performance`).
 */
export const standardGlobals: ReadonlySet<string> = new Set(
  `undefined NaN Infinity
  Object Array String Number Boolean BigInt Symbol Math JSON Reflect Proxy Promise Date RegExp Intl Iterator
  Map Set WeakMap WeakSet WeakRef FinalizationRegistry Atomics
  Error AggregateError EvalError RangeError ReferenceError SuppressedError SyntaxError TypeError URIError
  ArrayBuffer SharedArrayBuffer DataView
  Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array
  Float16Array Float32Array Float64Array BigInt64Array BigUint64Array
  isFinite isNaN parseFloat parseInt decodeURI decodeURIComponent encodeURI encodeURIComponent console`.split(/\s+/),
)
