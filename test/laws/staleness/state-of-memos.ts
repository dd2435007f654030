import { F, type Row } from '../staleness.js'

const MEMO = 'const m = new Map<any, any>()\n'
const calls = 'say(() => f("a")); say(() => f("b")); say(() => f("a")); say(() => f("b")); say(() => f("c"))'
/** A tagged `f` that calls `slow`, which keeps its results in a table. */
const memo = (body: string, rest = '', params = 'x: any') =>
  `${MEMO}${rest}\nfunction slow(${params}): any { ${body} }\n${F}function f(x: any, y?: any): any { return slow(${params
    .split(/[:,]/)
    .filter((_, at) => at % 2 === 0)
    .join(',')}) }`
const KEPT = 'if (m.has(x)) return m.get(x); const v = x + x; m.set(x, v); return v'

/** Tables of results by key: what earlier calls left in them must not show. */
export const STATE_OF_MEMOS: Row[] = [
  ...(
    [
      ['asks and gives', KEPT],
      ['fills first', 'if (!m.has(x)) m.set(x, x + x); return m.get(x)'],
      ['takes a variable', 'let v = m.get(x); if (v === undefined) { v = x + x; m.set(x, v) } return v'],
      ['tells what it has seen', 'if (m.has(x)) return "again"; m.set(x, 1); return "first"'],
      ['tells what it had', 'const had = m.has(x); m.set(x, 1); return had'],
      ['tells that it made one', 'let made = false; if (!m.has(x)) { made = true; m.set(x, x + x) } return m.get(x) + made'],
      ['notes that it made one', 'const made: any[] = []; if (!m.has(x)) { m.set(x, made.push(x)) } return made.length'],
      ['tells its size', 'if (!m.has(x)) m.set(x, x + x); return m.get(x) + m.size'],
      ['counts', 'const n = m.get(x) ?? 0; m.set(x, n + 1); return n'],
      ['counts in a variable', 'let n = m.get(x); if (!n) { n = 0; m.set(x, n) } n++; m.set(x, n); return n'],
      ['keeps another value than it returns', 'if (m.has(x)) return m.get(x); const v = x + x; m.set(x, "kept"); return v'],
      ['changes what it returns', 'if (m.has(x)) return m.get(x); let v = x + x; m.set(x, v); v += "!"; return v'],
      [
        'has two ways out',
        'const hit = m.get(x); if (hit) return hit; const v = x + x; m.set(x, v); if (v > "b") return "late"; return v',
      ],
      [
        'asks for another key',
        'const k = x === "a" ? "b" : x; if (m.has(x)) return m.get(x); const v = x + x; m.set(k, v); return v',
      ],
      ['asks by the wrong test', 'if (!m.has(x)) return "none"; m.set(x, x); return m.get(x)'],
      [
        'fails after it kept one',
        'const hit = m.get(x); if (hit) return hit; const v = x + x; m.set(x, v); if (v > "b") throw new Error(v); return v',
      ],
      ['is emptied before it is read', 'if (!m.has(x)) m.set(x, x + x); if (m.size > 1) m.clear(); return m.get(x) ?? "none"'],
      [
        'is emptied before it is filled',
        'if (!m.has(x)) { if (m.size > 1) m.clear(); m.set(x, x + x) } return m.get(x) ?? "none"',
      ],
      [
        'a helper empties',
        'if (!m.has(x)) m.set(x, x + x); trim(); return m.get(x) ?? "none"; function trim() { if (m.size > 1) m.clear() }',
      ],
      ['reads `arguments`', 'const hit = m.get(x); if (hit) return hit; const v = x + arguments.length; m.set(x, v); return v'],
      ['keeps lists that callers fill', 'if (!m.has(x)) m.set(x, []); const l = m.get(x); l.push(x); return l.length'],
    ] as const
  ).map(([what, body]): Row => [
    `a table that ${what}`,
    memo(body),
    {},
    body.includes('throw')
      ? 'for (const x of ["a", "b", "a", "b"]) { try { log.push(f(x)) } catch { log.push("failed") } }'
      : calls,
  ]),
  [
    'a table that another function reads',
    memo(KEPT, 'export const peek = (x: any) => m.get(x) ?? "none"') + `\n${F}function g(x: any): any { return peek(x) }`,
    {},
    'say(() => a.g("a")); say(() => f("a")); say(() => a.g("a"))',
  ],
  [
    'a table that another function fills',
    memo(KEPT, 'export const put = (x: any, v: any) => { m.set(x, v) }'),
    {},
    'say(() => f("a")); a.put("a", 7); say(() => f("a")); a.put("b", 8); say(() => f("b"))',
  ],
  [
    'a table that another function fills, when it has nothing',
    memo(KEPT, 'export function put(x: any): any { if (!m.has(x)) m.set(x, "put"); return m.get(x) }'),
    {},
    'a.put("a"); say(() => f("a")); say(() => f("b")); say(() => a.put("b"))',
  ],
  [
    'a table that another function empties',
    memo(KEPT, 'export const clear = () => { m.clear() }'),
    {},
    `${calls}; a.clear(); ${calls}`,
  ],
  [
    'a table with a way of its own',
    memo(KEPT, 'export const patch = () => { (m as any).get = () => "patched" }'),
    {},
    `${calls}; a.patch(); ${calls}`,
  ],
  [
    'a table whose values depend on another argument',
    memo('if (m.has(x)) return m.get(x); const v = x + y; m.set(x, v); return v', '', 'x: any, y: any'),
    {},
    'say(() => f("a", 1)); say(() => f("a", 2)); say(() => f("b", 2)); say(() => f("b", 1))',
  ],
  [
    'a table whose values depend on a branch by another argument',
    memo('let v = m.get(x); if (!v) { if (y) v = "yes"; else v = "no"; m.set(x, v) } return v', '', 'x: any, y: any'),
    {},
    'say(() => f("a", 1)); say(() => f("a", 0)); say(() => f("b", 0)); say(() => f("b", 1))',
  ],
  [
    'a table whose values depend on a variable',
    memo(
      'if (m.has(x)) return m.get(x); const v = x + rate; m.set(x, v); return v',
      'let rate = 1; export const setRate = (r: any) => { rate = r }',
    ),
    {},
    // The first run of the pair leaves what it has made under the old rate; the second one must not get that for the new one.
    'if (globalThis.process.env.CACHECACHE !== "x") say(() => f("a")); a.setRate(2); say(() => f("a")); say(() => f("b"))',
  ],
  [
    'a table whose values depend on a variable of another file',
    {
      'a.ts': `import { scale } from './b.js'\n${MEMO}function slow(x: any) { if (!m.has(x)) m.set(x, scale(x)); return m.get(x) }\n${F}function f(x: any): any { return slow(x) }`,
      'b.ts': 'let rate = 1; export const setRate = (r: any) => { rate = r }; export const scale = (x: any) => x + rate',
    },
    {},
    'say(() => f("a")); all.b.setRate(2); say(() => f("a")); say(() => f("b"))',
  ],
  ...(
    [
      [
        'whose values depend on a variable that each call sets first',
        'if (!m.has(x)) m.set(x, x + scale); return m.get(x)',
        'scale = y; return slow(x)',
      ],
      [
        'whose fill sets a variable',
        'if (!m.has(x)) { last = x; m.set(x, x + 1) } return m.get(x)',
        'last = 0; slow(x); return last + y',
      ],
      [
        'that is filled before an error',
        'const hit = m.get(x); if (hit) return hit; const v = x.length; m.set(x, v); JSON.parse(x); return v',
        'try { return y + slow(x) } catch { return y + "bad" }',
      ],
    ] as const
  ).map(([what, body, tagged]): Row => [
    `a table ${what}`,
    {
      'a.ts': memo(body, 'let scale: any = 1, last: any = 0').replace('return slow(x)', tagged),
      'b.ts': 'export const calls = ["1", "2"]',
    },
    // The second process lacks the call that filled the table.
    { 'b.ts': 'export const calls = ["2"]' },
    'for (const y of all.b.calls) say(() => f("{a", y))',
  ]),
  ...(
    [
      ['an object as a table, by a number and its text', 'return (t[x] ??= typeof x)', '[1, "1"]', '["1"]'],
      ['an object as a table, by a list and its text', 'return (t[x] ??= typeof x)', '[["a", "b"], "a,b"]', '["a,b"]'],
      ['an object as a table, by a length', 'return (t[x.length] ??= x + x)', '["a", "b"]', '["b"]'],
      ['an object as a table of more than the text', 'const k = String(x); return (t[k] ??= typeof x)', '[1, "1"]', '["1"]'],
      [
        'an object as a table, by what JSON leaves',
        'const k = JSON.stringify(x); return (t[k] ??= Object.keys(x).length)',
        '[{ a: undefined }, {}]',
        '[{}]',
      ],
      ['an array as a table', 'return (l[x] ??= `${x}`)', '[0, "length"]', '["length"]'],
      [
        'a Map by a part of the argument',
        'const k = x.length; if (!m.has(k)) m.set(k, x); return m.get(k)',
        '["a", "b"]',
        '["b"]',
      ],
    ] as const
  ).map(([what, body, before, after]): Row => [
    what,
    { 'a.ts': memo(body, 'const t: any = {}, l: any = []'), 'b.ts': `export const calls: any[] = ${before}` },
    // The second process lacks the call that filled the table.
    { 'b.ts': `export const calls: any[] = ${after}` },
    'for (const x of all.b.calls) say(() => f(x))',
  ]),
  [
    'a table that the function itself empties in a call within',
    {
      'a.ts': memo(
        'if (m.size > 1) m.clear(); if (!m.has(x)) m.set(x, x + x); other(x); return m.get(x) ?? "none"',
        'function other(x: any) { if (x.length > 1) slow(x.slice(1)) }',
      ),
      'b.ts': 'export const calls = ["q", "ab"]',
    },
    { 'b.ts': 'export const calls = ["ab"]' },
    'for (const x of all.b.calls) say(() => f(x))',
  ],
  [
    'a table that is emptied in a loop',
    {
      'a.ts': memo(
        'if (m.size > 1) m.clear(); if (!m.has(x)) m.set(x, x + x); while (m.get(x) && !done) { done = true; slow("b") } done = false; return "" + m.has(x)',
        'let done = false',
      ),
      'b.ts': 'export const calls = ["q", "ab"]',
    },
    { 'b.ts': 'export const calls = ["ab"]' },
    'for (const x of all.b.calls) say(() => f(x))',
  ],
  [
    'a table that is handed out where it is made',
    {
      'a.ts': `let m: any\nfunction slow(x: any) { m ??= new Map(); if (!m.has(x)) m.set(x, x + x); return m.get(x) }\n${F}function f(x: any): any { return slow(x) }
export const size = () => [...(m ??= new Map())].length\n${F}function g(): any { return size() }`,
      'b.ts': 'export const calls = ["a", "b"]',
    },
    { 'b.ts': 'export const calls = ["b"]' },
    'for (const x of all.b.calls) say(() => f(x)); say(() => a.g())',
  ],
  [
    'a table by objects',
    memo('if (m.has(x)) return m.get(x); const v = JSON.stringify(x); m.set(x, v); return v'),
    {},
    'const o: any = { n: 1 }; say(() => f(o)); o.n = 2; say(() => f(o)); say(() => f({ n: 1 })); say(() => f({ n: 2 }))',
  ],
  [
    'a table by zeros',
    memo('if (m.has(x)) return m.get(x); const v = 1 / x; m.set(x, v); return v'),
    {},
    'say(() => f(-0) + "."); say(() => f(0) + "."); say(() => f(2)); say(() => f(-0) + ".")',
  ],
  [
    'a table of lists that a caller changes',
    memo('if (m.has(x)) return m.get(x); const v = [x]; m.set(x, v); return v').replace(
      'return slow(x) }',
      'return slow(x).push(1) }',
    ),
    {},
    calls,
  ],
  [
    'an object as a table of lists that a caller changes',
    memo('const k = String(x); return (t[k] ??= [k])', 'const t: any = {}').replace(
      'return slow(x) }',
      'return slow(x).push(1) }',
    ),
    {},
    calls,
  ],
  ['an edit of what a table keeps', memo(KEPT), memo(KEPT.replace('x + x', 'x + "!"')), calls],
]
