/** For longer arrays and typed arrays, only the enumerable keys are checked: listing a million indices takes longer than encoding them. */
export const MAX_NAMED = 1_000

/** Undefined in a browser. */
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

/** By prototype, which excludes subclasses. */
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
  // Its constructor requires the errors; they are set later, like any other property.
  AggregateError.bind(undefined, []),
] as ErrorClass[]
const prototypes = [...errorClasses.slice(0, -1).map((errorClass) => errorClass.prototype as object), AggregateError.prototype]

const nameOf = (prototype: object): string => (prototype as Error).name

/** The names of the standard error classes, by prototype. */
export const ERRORS: ReadonlyMap<object, string> = new Map(prototypes.map((prototype) => [prototype, nameOf(prototype)]))
export const ERRORS_BY_NAME: ReadonlyMap<string, ErrorClass> = new Map(
  prototypes.map((prototype, i) => [nameOf(prototype), errorClasses[i]!]),
)
