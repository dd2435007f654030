import { expect, test } from 'vitest'
import { f } from './edited-project.js'
import { identityOf } from './identity-of.js'
import { shown, type Row } from './input-rows.js'

const ZONE = ['env time zone', 'env default locale']
const decoder = (body: string, rest = '') => f(body, `const d = new TextDecoder()\n${rest}`)

/** Formatters, collators and decoders, and their methods as values. */
const VALUES: Row[] = [
  ['a collator’s method as a value', f('return x.sort(c.compare)', 'const c = new Intl.Collator("de")'), ZONE],
  ['the method under a name', f('return x.sort(c)', 'const c = new Intl.Collator("de").compare'), ZONE],
  ['the method by a pattern', f('return x.sort(compare)', 'const { compare } = new Intl.Collator("de")'), ZONE],
  ['a number format', f('return x.map(n.format)', 'const n = new Intl.NumberFormat("de")'), ZONE],
  [
    'a format of dates, which keeps its time zone',
    f('return x.map(d.format)', 'const d = new Intl.DateTimeFormat("de")'),
    ['once d', ...ZONE],
  ],
  [
    'a collator of a language that may change',
    f('return x.sort(c.compare)', 'const c = new Intl.Collator(process.env.L)'),
    ['once c', 'env process.env.L', ...ZONE],
  ],
  ['a collator that may be replaced', f('return x.sort(c.compare)', 'export let c = new Intl.Collator("de"); export const set = (y) => { c = y }'), ['always c', ...ZONE]], // prettier-ignore
  ['an exported collator', f('return x.sort(c.compare)', 'export const c = new Intl.Collator("de")'), ['always c', ...ZONE]],
  ['a decoder', decoder('return d.decode(x)'), []],
  ['a decoder that is told to go on', decoder('return d.decode(x)', 'export const feed = (y) => d.decode(y, { stream: true })'), ['always d']], // prettier-ignore
  ['a decoder with arguments of a list', decoder('return d.decode(x)', 'export const feed = (...y) => d.decode(...y)'), ['always d']], // prettier-ignore
  ['a decoder called by `call`', decoder('return d.decode(x)', 'export const feed = (...y) => d.decode.call(d, ...y)'), ['always d']], // prettier-ignore
  ['a decoder by another name', decoder('return d.decode(x)', 'const e = d; export const feed = (y, o) => e.decode(y, o)'), ['always d']], // prettier-ignore
  ['a decoder that is handed over', decoder('return d.decode(x)', 'export const use = (y) => y(d)'), ['always d']],
  ['a bound method of a decoder', decoder('return d.decode(x)', 'export const feed = d.decode.bind(d)'), ['always d']],
]

test.each(VALUES)('%s', (_what, files, inputs) => expect(identityOf(files).inputs.map(shown)).toEqual(inputs))
