/** Arrays and typed arrays above this are judged by their enumerable keys: the names of a million indices cost more than encoding them. */
export const MAX_NAMED = 1_000

/** A browser has none. */
export const BUFFER: object | undefined = typeof Buffer === 'undefined' ? undefined : Buffer.prototype

type ViewClass = new (buffer: ArrayBuffer, offset: number, length: number) => ArrayBufferView

const viewClasses: ViewClass[] = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView,
]

/** By prototype, so that a subclass is none of them. */
export const VIEWS: ReadonlyMap<object, ViewClass> = new Map(viewClasses.map((view) => [view.prototype as object, view]))
export const VIEWS_BY_NAME: ReadonlyMap<string, ViewClass> = new Map(viewClasses.map((view) => [view.name, view]))

type ErrorClass = new () => Error

const errorClasses = [
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
  // Its constructor wants the errors; they are set as a property like any other.
  AggregateError.bind(undefined, []),
] as ErrorClass[]
const prototypes = [...errorClasses.slice(0, -1).map((errorClass) => errorClass.prototype as object), AggregateError.prototype]

const nameOf = (prototype: object): string => (prototype as Error).name

/** Name of the standard error class, by prototype. */
export const ERRORS: ReadonlyMap<object, string> = new Map(prototypes.map((prototype) => [prototype, nameOf(prototype)]))
export const ERRORS_BY_NAME: ReadonlyMap<string, ErrorClass> = new Map(
  prototypes.map((prototype, i) => [nameOf(prototype), errorClasses[i]!]),
)
