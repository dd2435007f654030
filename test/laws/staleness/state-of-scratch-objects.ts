import { F, type Row } from '../staleness.js'

const SCRATCH = 'const t: any = new Date(), word = /[a-z]+/g, at = (x: any) => (t.setTime(x), t)\n'
const calls = 'say(() => f(86400000)); say(() => f(5)); say(() => f(86400000)); say(() => f(5))'
const date = (body: string, rest = '', params = 'x: any, cb?: any') =>
  `${SCRATCH}${rest}\n${F}function f(${params}): any { ${body} }`
const again =
  'say(() => a.g(7)); say(() => f(5, () => a.g(7))); say(() => f(6, () => a.g(7))); say(() => a.g(7)); say(() => f(5))'
const G = `${F}function g(x: any): any { return at(x).getTime() }`
const texts = 'say(() => f("ab cd")); say(() => f("x")); say(() => f("ab cd")); say(() => f("ef gh ij")); say(() => f("x"))'

/** A tagged `f` and `g` of `a.ts` that use the date of `b.ts`, which hands it to a function of `c.ts`. */
const inOtherFiles = (reader: string): Record<string, string> => ({
  'a.ts': `import { show, only } from './b.js'\n${F}function f(x: any): any { return show(x) }\n${F}function g(x: any): any { return only(x) }`,
  'b.ts': `import { text } from './c.js'\n${SCRATCH}export const show = (x: any) => text(at(x), x)\nexport const only = (x: any) => at(x).getTime()`,
  'c.ts': reader,
})
const readers = 'say(() => a.g(7)); say(() => f(5)); say(() => f(9)); say(() => a.g(7)); say(() => f(5)); say(() => f(8))'

/** Dates and regular expressions that code sets before it reads them, or that only look like it. */
export const STATE_OF_SCRATCH_OBJECTS: Row[] = [
  ...(
    [
      ['each call sets', 't.setTime(x); t.setUTCMonth(1); return t.getTime()'],
      ['a helper sets and returns', 'return at(x).getUTCDate() + +at(x + 1)'],
      ['only some calls set', 'if (x > 9) t.setTime(x); return t.getTime() > 9'],
      ['an argument sets first', 'const old = t.getTime() > 1e9; at(x); return old'],
      ['is set in part', 't.setUTCDate(1); return t.getTime() > 1e9'],
      ['gets a property', 't.setTime(x); t.n = (t.n ?? 0) + 1; return t.n'],
      ['gets a property by a helper', 'const d = at(x); d.n = (d.n ?? 0) + 1; return d.n'],
      ['gets properties of an object', 'at(x); Object.assign(t, { n: (t.n ?? 0) + 1 }); return t.n'],
      ['gets a symbol', 'const s = Symbol.for("n"); at(x); t[s] = (t[s] ?? 0) + 1; return t[s]'],
      ['gets another method', 'at(x); const r = t.getTime(); t.getTime = () => 1; return r'],
      ['is set by a computed name', 't["set" + "Time"](x); return t.getTime()'],
      ['a list holds', 'at(x); const l = [t]; l[0].n = (l[0].n ?? 0) + 1; return l[0].n'],
      ['an error leaves', 'try { if (x === 5) throw 1; at(x) } catch {} return t.getTime() > 1e9'],
      [
        'a `finally` moves',
        'const g = () => { try { t.setTime(x); return t } finally { t.setTime(x + 1) } }; return g().getTime()',
      ],
      ['is returned', 'return at(x)'],
      ['waits', 'return Promise.resolve(at(x)).then((d) => d.getTime())'],
      ['a closure reads', 'const d = at(x); return Promise.resolve().then(() => d.getTime())'],
    ] as const
  ).map(([what, body]): Row => [
    `a date that ${what}`,
    date(body),
    {},
    body.includes('Promise') ? 'for (const x of [86400000, 5, 86400000, 5]) log.push(await f(x))' : calls,
  ]),
  [
    'a date that a variable keeps',
    date('const old = kept?.getTime() ?? 0; kept = at(x); return old', 'let kept: any'),
    {},
    calls,
  ],
  [
    'a date that another function reads',
    date('return at(x).getTime()', 'export const last = () => t.getTime()'),
    {},
    `${calls}; say(() => a.last())`,
  ],
  [
    'a date whose helper is handed out',
    date('return api.at(x).getTime()', 'export const api: any = { at }'),
    {},
    'say(() => f(5)); a.api.at(7).n = 1; a.api.at = () => new Date(1); say(() => f(5))',
  ],
  ['a date that a callback sets again', date('t.setTime(x); cb?.(); return t.getTime()', G), {}, again],
  [
    'a date that an argument sets again',
    date('t.setTime(x); t.setTime(t.getTime() + (cb?.() ?? 0)); return t.getTime()', G),
    {},
    again,
  ],
  [
    'a part of a date that an argument sets again',
    date('t.setTime(x); t.setMilliseconds(cb?.() ?? 0); return t.getTime()', G),
    {},
    again,
  ],
  ['a date that another argument sets again', date('return [at(x).getTime(cb?.()), +at(x) + (cb?.() ?? 0)]', G), {}, again],
  [
    'a date that the callback of an untagged function sets again',
    date('return at(x).getTime()', `export const outer = (x: any, cb: any) => { t.setTime(x); cb(); return t.getTime() }`),
    {},
    'say(() => f(5)); say(() => a.outer(6, () => f(5))); say(() => a.outer(6, () => f(8)))',
  ],
  [
    'a date that two calls set at the same time',
    `${SCRATCH}${F}async function f(x: any): Promise<any> { at(x); await new Promise((r) => setTimeout(r, x)); return t.getTime() }`,
    {},
    'say(() => Promise.all([f(5), f(9)]).then(String)); await log.at(-1); say(() => f(5))',
  ],
  [
    'a date that another file reads',
    inOtherFiles('export const text = (d: any, x: any) => isNaN(d) ? "no" : d.toISOString() + x'),
    inOtherFiles('export const text = (d: any, x: any) => d.toISOString().slice(5) + x'),
    readers,
  ],
  ...(
    [
      [
        'keeps',
        'let kept: any; export const text = (d: any, x: any) => { const old = kept?.getTime() ?? 0; kept = d; return old }',
      ],
      ['marks', 'export const text = (d: any, x: any) => (d.n = (d.n ?? 0) + 1)'],
      ['moves', 'export const text = (d: any, x: any) => { const old = d.getTime(); d.setTime(old + 1); return old }'],
      [
        'reads late',
        'import { g } from "./a.js"\nexport const text = (d: any, x: any) => { if (x > 5) g(7); return d.getTime() }',
      ],
      [
        'reads in a loop',
        'import { g } from "./a.js"\nexport const text = (d: any, x: any) => { let s = ""; for (let i = 0; i < 2; i++) { s += d.getTime(); g(7) } return s }',
      ],
      ['reads in a closure', 'export const text = (d: any, x: any) => [1].map(() => (d.n = (d.n ?? 0) + 1))'],
      ['reads by `arguments`', 'export function text(d: any, x: any) { return (arguments[0].n = (arguments[0].n ?? 0) + 1) }'],
      ['waits for', 'export async function text(d: any, x: any) { await null; return d.getTime() }'],
      [
        'replaces',
        'export let text: any = (d: any, x: any) => { text = (e: any) => (e.n = (e.n ?? 0) + 1); return d.getTime() }',
      ],
    ] as const
  ).map(([what, reader]): Row => [`a date that another file ${what}`, inOtherFiles(reader), {}, readers]),
  ...(
    [
      ['is set to its start', 'word.lastIndex = 0; return [word.exec(x)?.[0], word.exec(x)?.[0]]'],
      ['goes on where it was', 'return word.exec(x)?.[0]'],
      ['is set in one branch', 'if (x.length > 1) word.lastIndex = 0; return word.exec(x)?.[0]'],
      ['is set after it ran', 'const r = word.test(x); word.lastIndex = 0; word.test("ab"); return r'],
      ['is set by an amount', 'word.lastIndex += 1; return word.exec(x)?.[0]'],
      ['gets a property', 'const w: any = word; w.lastIndex = 0; w.n = (w.n ?? 0) + 1; return w.n'],
      ['is given to a text', 'return x.replace(word, "_") + word.lastIndex + word.exec(x)?.[0]'],
      ['is set in a helper', 'const first = () => { word.lastIndex = 0; return word.exec(x) }; return first()?.[0]'],
      ['is compiled anew', 'word.lastIndex = 0; const r = word.exec(x)?.[0]; (word as any).compile("b", "g"); return r'],
    ] as const
  ).map(([what, body]): Row => [`a regular expression that ${what}`, date(body), {}, texts]),
  ...(
    [
      ['each call empties', 'l.length = 0; l.push(x); return [...l, l.length]'],
      ['only some calls empty', 'if (x.length > 1) l.length = 0; l.push(x); return l.join()'],
      ['is emptied at the end', 'l.push(x); const r = l.join(); if (x.length > 1) l.length = 0; return r'],
      ['gets a property', 'const m: any = l; l.length = 0; m.n = (m.n ?? 0) + 1; return m.n'],
      [
        'gets an element in front of the first',
        'l.length = 0; const had = l[l.length - 1]; l[l.length - 1] = x; return had ?? 0',
      ],
      [
        'is handed to a callback',
        'l.length = 0; l.push(x); l.forEach((y, i, all: any) => (all.n = (all.n ?? 0) + 1)); return (l as any).n',
      ],
      [
        'is handed to an element',
        'l.length = 0; l.push(function (this: any) { return (this.n = (this.n ?? 0) + 1) }); return l[0]()',
      ],
      [
        'is handed out as an iterator',
        'const old = it ? [...it].length : 0; l.length = 0; l.push(x); it = l.values(); return old',
      ],
      ['is a Set that is handed out', 's.clear(); const o: any = s.add(x); o.n = (o.n ?? 0) + 1; return o.n'],
      ['is a Set that some calls empty', 'if (x.length > 1) s.clear(); s.add(x); return s.size'],
    ] as const
  ).map(([what, body]): Row => [
    `a list that ${what}`,
    date(body, 'const l: any[] = [], s = new Set<any>(); let it: any'),
    {},
    texts,
  ]),
  [
    'a list that a callback empties',
    date(
      'l.length = 0; l.push(x); l.forEach((y) => cb?.(y)); return l.join()',
      `const l: any[] = []\n${F}function g(x: any): any { l.length = 0; l.push(x, x); return l.join() }`,
    ),
    {},
    'say(() => a.g("b")); say(() => f("ab", () => a.g("b"))); say(() => f("ef", () => a.g("b"))); say(() => f("ab"))',
  ],
  [
    'a regular expression that a callback runs again',
    date(
      'word.lastIndex = 0; word.exec(x); cb?.(); return word.exec(x)?.[0]',
      `${F}function g(x: any): any { word.lastIndex = 0; return word.exec(x)?.[0] }`,
    ),
    {},
    'say(() => a.g("b")); say(() => f("ab cd", () => a.g("b"))); say(() => f("ef gh", () => a.g("b"))); say(() => f("ab cd"))',
  ],
]
