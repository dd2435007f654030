import { F, type Row } from '../staleness.js'

const calls = 'say(() => f("a(b)")); say(() => f("xyz")); say(() => f("a(b)")); say(() => f("x")); say(() => f("xyz"))'
const state = (body: string, rest = '', fields = 'text: "", at: 0, depth: 0, list: [] as any[]') =>
  `const s: any = { ${fields} }\n${rest}\n${F}function f(x: any, cb?: any): any { ${body} }\n${F}function g(x: any): any { s.text = x; s.at = x.length; return s.text + s.at }`
const lexer = (body: string, members = '', rest = '') =>
  `class Lexer { text: any = ""; at = 0; depth = 0; list: any[] = []
  reset(x: any) { this.text = x; this.at = 0; this.list = [] }
  next() { return this.text[this.at++] }
  ${members} }
const lexer: any = new Lexer()\n${rest}\n${F}function f(x: any, cb?: any): any { ${body} }\n${F}function g(x: any): any { lexer.reset(x); return lexer.next() }`
const again =
  'say(() => a.g("inner")); say(() => f("outer", () => a.g("inner"))); say(() => f("outer2", () => a.g("inner"))); say(() => f("x"))'

/** Fields of a module's object that a parser writes before it reads them, or that only look like it. */
export const STATE_OF_FIELDS: Row[] = [
  ...(
    [
      ['that each call sets', 's.text = x; s.at = 0; while (s.at < x.length && s.text[s.at] !== "(") s.at++; return s.at'],
      [
        'that only some calls set',
        's.text = x; if (x[0] === "a") s.depth = 0; for (const c of s.text) if (c === "(") s.depth++; return s.depth',
      ],
      ['that an error leaves', 'try { s.text = x; if (x === "xyz") throw 1; s.depth = 1 } catch {} return s.depth'],
      ['that an early return leaves', 'if (x === "x") return s.text; s.text = x; return s.text.length'],
      ['that is only added to', 's.at += x.length; return s.at'],
      ['of a list that goes on', 's.list.push(x); return s.list.length'],
      ['by a name of run time', 's["a" + "t"] = x.length; s.depth++; return s.depth + s["de" + "pth"]'],
      ['that was not there before', 'const had = "more" in s; s.more = x; return had'],
      ['that is deleted', 's.depth = 1; const n = s.at; if (x === "xyz") delete s.at; return String(n) + s.depth'],
      ['that is an alias’s', 'const t = s; t.depth++; s.at = 0; return s.at + t.depth'],
      ['that a closure reads later', 's.at = x.length; return Promise.resolve().then(() => s.at++)'],
      [
        'in a pattern with a default',
        '({ at: s.at = s.depth } = { at: x === "x" ? undefined : 1 } as any); s.depth = x.length; return s.at',
      ],
      ['of an object made for each call', 's.list = []; s.list.push(x); return s.list.join()'],
      ['of an object that is shared', 's.list = shared; s.list.push(x); return s.list.length'],
      ['of another object by a table', 's.at = 0; [s].forEach((t: any) => t.depth++); return s.depth'],
      ['that `Object.assign` sets', 'const n = s.depth; Object.assign(s, { depth: x.length }); return n'],
    ] as const
  ).map(([what, body]): Row => [`a field ${what}`, state(body, 'const shared: any[] = []'), {}, calls]),
  ['a field that another function leaves', state('const n = s.at; s.at = x.length; return n'), {}, again],
  ['a field that a callback’s call writes', state('s.text = x; s.at = 1; cb?.(); return s.text + s.at'), {}, again],
  [
    'a field that a function without a tag reads',
    state('s.at = x.length; return s.at', 'export const last = () => s.at'),
    {},
    `say(() => a.last()); ${calls}; say(() => a.last())`,
  ],
  [
    'a field that a getter reads',
    state('s.at = x.length; return s.k', '', 'at: 0, n: 0, get k() { return this.n++ }'),
    {},
    calls,
  ],
  [
    'a field that its own function counts',
    state('s.at = x.length; return s.count()', '', 'at: 0, n: 0, count() { return this.n++ }'),
    {},
    calls,
  ],
  [
    'a field that its own function sets',
    state('s.set(x); return s.at', '', 'at: 0, set(x: any) { this.at = x.length }'),
    {},
    calls,
  ],
  [
    'what a field starts with',
    state('s.at = x.length; return s.at + s.n', '', 'at: 0, n: 1'),
    state('s.at = x.length; return s.at + s.n', '', 'at: 0, n: 2'),
    calls,
  ],
  [
    'what a field starts with in a class',
    lexer('lexer.reset(x); return lexer.k + lexer.next()', 'k = 1'),
    lexer('lexer.reset(x); return lexer.k + lexer.next()', 'k = 2'),
    calls,
  ],
  [
    'a method of its class',
    lexer('lexer.reset(x); return lexer.next()'),
    lexer('lexer.reset(x); return lexer.next()').replace('this.at++', 'this.at++ + 1'),
    calls,
  ],
  ...(
    [
      ['that starts anew', 'lexer.reset(x); let n = 0; while (lexer.next()) n++; return n', ''],
      ['that starts anew in part', 'lexer.reset(x); return ++lexer.depth', ''],
      ['that only goes on', 'lexer.text = x; return lexer.next()', ''],
      ['that a callback uses', 'lexer.reset(x); cb?.(); return lexer.next()', ''],
      ['that keeps itself', 'lexer.reset(x); return lexer.self().depth++', 'self() { return this }'],
      ['whose accessor counts', 'lexer.reset(x); return lexer.k', 'n = 0; get k() { return this.n++ }'],
      ['whose arrow function counts', 'lexer.reset(x); return lexer.k()', 'n = 0; k = () => this.n++'],
      ['that has a name as strings do', 'lexer.reset(x); return lexer.trim()', 'trim() { return ++this.depth }'],
      ['whose method waits', 'lexer.reset(x); return lexer.later()', 'async later() { await null; return this.at++ }'],
      ['whose method is a generator', 'lexer.reset(x); return [...lexer.each()].join()', '*each() { yield this.depth++ }'],
      ['with a private count', 'lexer.reset(x); return lexer.k()', '#n = 0; k() { return this.#n++ }'],
    ] as const
  ).map(([what, body, members]): Row => [
    `a lexer ${what}`,
    lexer(body, members),
    {},
    body.includes('later') ? 'for (const x of ["ab", "c", "ab", "c"]) log.push(await f(x))' : body.includes('cb') ? again : calls,
  ]),
  [
    'a lexer whose constructor is given something',
    lexer(
      'lexer.reset(x); return lexer.k',
      'k: any; constructor() { this.k = made++ }',
      'export const renew = (k: any) => { lexer.k = k }',
    ).replace('class Lexer', 'let made = 1\nclass Lexer'),
    {},
    `${calls}; a.renew(7); ${calls}`,
  ],
  [
    'a lexer of an exported class',
    lexer(
      'lexer.reset(x); return lexer.next() + lexer.depth',
      '',
      'export { Lexer }; export const up = () => { Lexer.prototype.next = function (this: any) { return this.depth++ } as any }',
    ),
    {},
    `${calls}; a.up(); ${calls}`,
  ],
  [
    'a lexer whose method others replace',
    lexer('lexer.reset(x); return lexer.next()', '', 'let n = 0; export const up = () => { lexer.next = () => n++ }'),
    {},
    `${calls}; a.up(); ${calls}`,
  ],
]
