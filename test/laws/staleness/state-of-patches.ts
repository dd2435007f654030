import { of, once, via, type Row } from '../staleness.js'

const LAST = '([1] as any).last?.()'

/** Code of a reached file that puts something into the language, and the function that uses it. */
const patched = (what: string, [owner, key]: [string, string], change: string, read = LAST, other = false): Row => [
  `what code has put into the language: ${what}`,
  other
    ? via("import { read } from './b.js'\nexport { change } from './b.js'", 'read()', {
        'b.ts': `export const change = () => { ${change} }\nexport const read = () => ${read}`,
      })
    : of(`export const change = () => { ${change} }`, read),
  {},
  `const own = Object.getOwnPropertyDescriptor(${owner}, ${key}); ${once}; a.change(); ${once};
  if (own) Object.defineProperty(${owner}, ${key}, own); else delete (${owner} as any)[${key}]; ${once}`,
]

const ARRAY: [string, string] = ['Array.prototype', '"last"']

export const STATE_OF_PATCHES: Row[] = [
  patched('a method', ARRAY, '(Array.prototype as any).last = () => 7'),
  patched('a method, in another file', ARRAY, '(Array.prototype as any).last = () => 7', LAST, true),
  patched('another method', ['String.prototype', '"trim"'], 'String.prototype.trim = () => "t"', '" a".trim()'),
  patched('a function', ['Math', '"cbrt"'], 'Math.cbrt = () => 7', 'Math.cbrt(8)'),
  patched('a global', ['globalThis', '"unescape"'], 'globalThis.unescape = () => "t"', 'unescape("a")'),
  patched('a global by its bare name', ['globalThis', '"unescape"'], 'unescape = () => "t"', 'unescape("a")'),
  patched('a member that all objects have', ['Object.prototype', '"zz"'], '(Object.prototype as any).zz = 1', '({} as any).zz'),
  patched('by another name', ARRAY, 'const p: any = Array.prototype; p.last = () => 7'),
  patched('by a key', ARRAY, 'const k = "last"; (Array.prototype as any)[k] = () => 7'),
  patched('by a pattern', ARRAY, '({ a: (Array.prototype as any).last } = { a: () => 7 })'),
  patched('by a descriptor', ARRAY, 'Object.defineProperty(Array.prototype, "last", { value: () => 7, configurable: true })'),
  patched(
    'by several descriptors',
    ARRAY,
    'Object.defineProperties(Array.prototype, { last: { value: () => 7, configurable: true } })',
  ),
  patched('by a copy', ARRAY, 'Object.assign(Array.prototype, { last: () => 7 })'),
  patched('by reflection', ARRAY, 'Reflect.set(Array.prototype, "last", () => 7)'),
  patched(
    'by a function of the project',
    ARRAY,
    'put(Array.prototype, "last", () => 7) }; const put = (o: any, k: string, v: any) => { o[k] = v',
  ),
  patched('what is deleted', ['Math', '"cbrt"'], 'delete (Math as any).cbrt', 'typeof Math.cbrt'),
  patched(
    'an iterator',
    ['Set.prototype', 'Symbol.iterator'],
    'Set.prototype[Symbol.iterator] = function* () { yield 7 } as any',
    '[...new Set([1])].join()',
  ),
]
