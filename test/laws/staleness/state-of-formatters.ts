import { F, type Row } from '../staleness.js'

const sort = (above: string) => `${above}\n${F}function f(x: any): any { return ["z", "ä", "a", x].sort(c.compare) }`
const again = 'say(() => f("b")); say(() => f("b")); say(() => a.g()); say(() => f("b"))'
const half = 'new Uint8Array([0xc3])'
const decode = (feed: string) =>
  `const d = new TextDecoder()\nexport const g = (...y: any[]): any => { ${feed} }\n${F}function f(x: any): any { return d.decode(new Uint8Array([0xa4, x])) }`
const feeding = `say(() => f(65)); say(() => a.g(${half}, { stream: true })); say(() => f(65)); say(() => f(65))`

/** Collators and formats that others replace or change, and decoders that keep bytes. */
export const STATE_OF_FORMATTERS: Row[] = [
  ['the language of a collator', sort('const c = new Intl.Collator("de")'), sort('const c = new Intl.Collator("sv")')],
  [
    'the language of a collator in another file',
    { 'a.ts': `import { l } from './b.js'\n${sort('const c = new Intl.Collator(l)')}`, 'b.ts': 'export const l = "de"' },
    { 'b.ts': 'export const l = "sv"' },
  ],
  [
    'the language of a comparison that has a name',
    `const c = new Intl.Collator("de").compare\n${F}function f(x: any): any { return ["z", "ä", "a", x].sort(c) }`,
    `const c = new Intl.Collator("sv").compare\n${F}function f(x: any): any { return ["z", "ä", "a", x].sort(c) }`,
  ],
  [
    'a collator that is replaced',
    sort('let c = new Intl.Collator("de"); export const g = () => { c = new Intl.Collator("sv") }'),
    {},
    again,
  ],
  [
    'a collator that gets a method',
    sort(
      'const c = new Intl.Collator("de"); export const g = () => { Object.defineProperty(c, "compare", { value: () => -1 }) }',
    ),
    {},
    again,
  ],
  [
    'a collator in a table that others see',
    `export const t: any = { c: new Intl.Collator("de") }\n${F}function f(x: any): any { return ["z", "ä", "a", x].sort(t.c.compare) }`,
    {},
    'say(() => f("b")); a.t.c = new Intl.Collator("sv"); say(() => f("b"))',
  ],
  ['a decoder that goes on', decode('return d.decode(y[0], { stream: true })'), {}, feeding],
  ['a decoder with options of the caller', decode('return d.decode(y[0], y[1])'), {}, feeding],
  ['a decoder with arguments of a list', decode('return d.decode(...(y as [any]))'), {}, feeding],
  ['a decoder called by `call`', decode('return d.decode.call(d, y[0], y[1])'), {}, feeding],
  ['a decoder called by `Reflect.apply`', decode('return Reflect.apply(d.decode, d, y)'), {}, feeding],
  ['a decoder by another name', decode('const e = d; return e.decode(y[0], y[1])'), {}, feeding],
  ['a decoder in a list', decode('return [d].map((e) => e.decode(y[0], y[1]))'), {}, feeding],
  ['a decoder that gets a method', decode('d.decode = (() => "mine") as any'), {}, feeding],
]
