import { F, type Row } from '../staleness.js'

const RULES =
  'const rules: any = { n: /[0-9]+/y, w: /[a-z]+/y, g: /[a-z]/g }\nconst list: any[] = [[/[0-9]+/y, (s: any) => "n" + s], [/[a-z]+/y, (s: any) => "w" + s]]\n'
const lex = (body: string, rest = '', params = 'x: any, cb?: any') =>
  `${RULES}${rest}\n${F}function f(${params}): any { ${body} }`
const calls = 'say(() => f("ab12")); say(() => f("7x")); say(() => f("ab12")); say(() => f("abc")); say(() => f("7x"))'
const G = `${F}function g(x: any): any { const r = rules.w; r.lastIndex = 0; return r.exec(x)?.[0] }`
const again =
  'say(() => a.g("b")); say(() => f("ab cd", () => a.g("b"))); say(() => f("ef gh", () => a.g("b"))); say(() => f("ab cd"))'
const waiting = 'for (const x of ["ab", "c", "ab", "c"]) log.push(await f(x))'

/** Tables of regular expressions, each of which code sets to a position before it uses it, or that only look like it. */
export const STATE_OF_RULES: Row[] = [
  ...(
    [
      ['by name', 'const r = rules.w; r.lastIndex = 0; return r.exec(x)?.[0]'],
      [
        'by key',
        'let at = 0; for (const k of ["n", "w"]) { const r = rules[k]; r.lastIndex = at; if (r.test(x)) at = r.lastIndex } return at',
      ],
      [
        'in a list of pairs',
        'let s = ""; for (const [re, fn] of list) { re.lastIndex = s.length; const m = re.exec(x); if (m) s += fn(m[0]) } return s',
      ],
      [
        'by a helper',
        'const at = (r: any, i: any) => { r.lastIndex = i; return r.exec(x)?.[0] }; return at(rules.w, 0) + at(rules.n, 1)',
      ],
      ['that a search goes over', 'const r = rules.g; r.lastIndex = 0; r.test(x); return [...x.matchAll(rules.g)].length'],
      ['that go on', 'const r = rules.w; return r.exec(x)?.[0]'],
      ['that are set in one branch', 'const r = rules.w; if (x > "a") r.lastIndex = 0; return r.test(x)'],
      ['that are set behind', 'const r = rules.g; const m = r.test(x); r.lastIndex = 0; r.test("zz"); return m'],
      ['that are set in part', 'const r = rules.g; r.lastIndex += 1; return r.test(x)'],
      ['whose position is read', 'const r = rules.g; const old = r.lastIndex; r.lastIndex = 0; r.test(x); return old'],
      ['of which one is set and another one used', 'const r = rules.w, q = rules.g; r.lastIndex = 0; return q.test(x)'],
      [
        'that a loop sets before the next one',
        'let s = ""; for (const k of ["g", "w"]) { const r = rules[k]; s += r.test(x); r.lastIndex = 0; if (k === "g") r.test("zz") } return s',
      ],
      ['that a closure uses', 'const r = rules.g; r.lastIndex = 0; return [1, 2].map(() => r.test(x)).join()'],
      ['that get a property', 'const r = rules.w; r.lastIndex = 0; r.n = (r.n ?? 0) + 1; return r.n'],
      ['that get another method', 'const r = rules.w; r.lastIndex = 0; const m = r.test(x); r.test = () => 7; return m'],
      ['that a text is given', 'const r = rules.w; r.lastIndex = 0; return x.replace(r, "_") + r.lastIndex + rules.w.exec(x)'],
      ['that are compiled anew', 'const r = rules.w; r.lastIndex = 0; const m = r.exec(x)?.[0]; r.compile("b", "y"); return m'],
      ['that are replaced', 'const r = rules.w; r.lastIndex = 0; const m = r.exec(x)?.[0]; rules.w = /b/y; return m'],
      [
        'whose pairs change places',
        'let s = ""; for (const pair of list) { const [re] = pair; if (re.exec) { re.lastIndex = 0; s += re.test(x) } pair.reverse() } return s',
      ],
      [
        'whose pairs are taken by place',
        'const [first] = list; const [re, fn] = first; fn.n = (fn.n ?? 0) + 1; re.lastIndex = 0; return re.test(x) + String(fn.n)',
      ],
      ['by `match`', 'return x.match(rules.g)?.length + x.replace(rules.g, "_")'],
    ] as const
  ).map(([what, body]): Row => [`rules ${what}`, lex(body), {}, calls]),
  [
    'rules that wait',
    `${RULES}${F}async function f(x: any): Promise<any> { const r = rules.g; r.lastIndex = 0; await null; return r.test(x) }`,
    {},
    'const l = await Promise.all(["ab", "c", "ab"].map((x) => f(x))); log.push(...l)',
  ],
  [
    'rules of a generator',
    `${RULES}${F}function* f(x: any): any { const r = rules.g; r.lastIndex = 0; yield 1; yield r.test(x) }`,
    {},
    waiting.replace('await f(x)', 'String([...f(x)])'),
  ],
  [
    'rules that a callback uses in between',
    lex('const r = rules.w; r.lastIndex = 0; cb?.(); return r.exec(x)?.[0]', G),
    {},
    again,
  ],
  [
    'rules that an argument uses in between',
    lex('const r = rules.w; r.lastIndex = 0; return r.exec(cb ? x.slice(cb()?.length) : x)?.[0]', G),
    {},
    again,
  ],
  ...[
    '[...x.matchAll(rules.g)].length',
    'rules.g.lastIndex',
    '(() => { const { lastIndex } = rules.g; return lastIndex })()',
  ].map((read): Row => [
    `rules whose position others leave: ${read}`,
    lex(`return ${read}`, 'export const h = (s: any) => { const r = rules.g; r.lastIndex = 0; return r.test(s) }\n'),
    {},
    'say(() => f("ab")); a.h("ab"); say(() => f("ab"))',
  ]),
  [
    'rules that another function uses',
    lex('const r = rules.g; r.lastIndex = 0; return r.test(x)', 'export const next = (x: any) => rules.g.test(x)'),
    {},
    `say(() => a.next("abc")); ${calls}; say(() => a.next("abc"))`,
  ],
  [
    'rules that others see',
    lex('const r = rules.g; r.lastIndex = 0; return r.test(x)', 'export { rules }'),
    {},
    `${calls}; a.rules.g = /7/g; ${calls}`,
  ],
  [
    'the code of a rule',
    lex('const r = rules.w; r.lastIndex = 0; return r.exec(x)?.[0]'),
    lex('const r = rules.w; r.lastIndex = 0; return r.exec(x)?.[0]').replace('w: /[a-z]+/y', 'w: /[a-b]/y'),
    calls,
  ],
  [
    'the code of a pair',
    lex('const [re, fn] = list[1]; re.lastIndex = 0; return fn(re.exec(x)?.[0])'),
    lex('const [re, fn] = list[1]; re.lastIndex = 0; return fn(re.exec(x)?.[0])').replace('"w" + s', '"W" + s'),
    calls,
  ],
  [
    'pairs that are reversed at load',
    `const list: any[] = [[/[a-z]/g, (s: any) => s].reverse()]\n${F}function f(x: any): any { let n = 0; for (const [fn, re] of list) { re.lastIndex = n; n += Number(re.test(x)); } const [[, re]] = list as any; return n + String(re.test(x)) }`,
    {},
    calls,
  ],
]
