import { describe, expect, test } from 'vitest'
import type { Files } from './edited-project.js'
import { identityOf } from './identity-of.js'

/** The inputs whose names begin with `state`. */
const stateOf = (given: string | Files) =>
  identityOf(given)
    .inputs.map(({ name }) => name)
    .filter((name) => name.startsWith('state'))

const tag = (body: string, rest = '', params = 'x: string, ok = true') =>
  `let state = ''; let state2 = 0\n${rest}\n/** @cache */\nexport function f(${params}) { ${body} }`

/** The same in a function without a tag, between whose write and read code of others may run. */
const open = (body: string, rest = '') =>
  tag(body, rest, 'x: any, cb: any').replace('/** @cache */', '').replace('function f(', 'function g(') +
  '\n/** @cache */\nexport function f(x: any, cb: any) { return g(x, cb) }'

const ONE = 'export function one(x: any) { return x.slice(1).split("-") }'
/** `b.ts` keeps the state and calls something of `c.ts`; nothing of it is tagged. */
const inOtherFile = (imports: string, call: string, helper: string, others: Files = {}): Files => ({
  'a.ts': `import { parse } from './b.js'\n/** @cache */\nexport function f(x: string) { return parse(x) }`,
  'b.ts': `${imports}\nlet state = ""\nexport function parse(text: string) { state = text; ${call}; return state }`,
  'c.ts': helper,
  ...others,
})

describe('a variable that is always written before it is read is no input', () => {
  test.each<[what: string, source: string | Files]>([
    ['at the start', tag('state = x; return state.length')],
    ['in a helper that the start calls', tag('reset(x); return state', 'function reset(t: string) { state = t }')],
    ['in both branches', tag('if (ok) state = x; else state = "n"; return state')],
    ['in the only branch that goes on', tag('if (ok) state = x; else return 1; return state')],
    ['in a branch that reads it', tag('if (ok) { state = x; return state } return 2')],
    ['in the `finally`', tag('try { JSON.parse(x) } catch {} finally { state = x } return state')],
    ['by a pattern', tag('[state, state2] = [x, 1]; return state + state2')],
    ['by a loop over names', tag('for (state of [x]) { if (state) return state } return 1')],
    ['in a `do` that nothing leaves', tag('do { state = x } while (state === "a"); return state')],
    [
      'and read by functions that call each other',
      tag(
        'state = x; state2 = 0; return value()',
        `function value(): unknown { return state[state2] === '[' ? list() : state[state2++] }
         function list() { state2++; return [value()] }`,
      ),
    ],
    [
      'and read by functions of a table',
      tag(
        'state = x; state2 = 0; return steps[x]()',
        'const steps: any = { a() { return state }, b: () => { state2++; return state2 }, c: last }\nfunction last() { return state2 }',
      ),
    ],
    [
      'in another file',
      {
        'a.ts': `import { parse } from './b.js'\n/** @cache */\nexport function f(x: string) { return parse(x) }`,
        'b.ts': 'let state = ""\nexport function parse(x: string) { state = x; return read() }\nfunction read() { return state }',
      },
    ],
    [
      'in a CommonJS module',
      { 'a.cjs': `let state\n/** @cache */\nfunction f(x) { state = x; return state }\nmodule.exports = { f }` },
    ],
    ['and read while a known function of another file runs', inOtherFile('import { one } from "./c.js"', 'one(text)', ONE)],
    ['and read while a function of a namespace runs', inOtherFile('import * as c from "./c.js"', 'c.one(text)', ONE)],
    [
      'and read while functions of three files run',
      inOtherFile(
        'import { one } from "./c.js"',
        'one(text)',
        'import { two } from "./d.js"\nexport const one = (x: any) => two(x)',
        {
          'd.ts':
            'import { one } from "./c.js"\nexport function two(x: any): any { return x.length ? one(x.slice(1)) : /x/.test(x) }',
        },
      ),
    ],
    [
      'and read while a function of a CommonJS module runs',
      {
        'a.cjs': `const util = require('./u.cjs')\nlet state\n/** @cache */\nfunction f(x) { state = x; util.is(x); return state }\nmodule.exports = { f }`,
        'u.cjs': `const data = require('./d.cjs')\nmodule.exports = { is(c) { return data.digit.test(c) } }`,
        'd.cjs': 'module.exports = { digit: /[0-9]/ }',
      },
    ],
    [
      'and read while its own lists grow',
      tag(
        'state = x; stack = []; stack.push([]); grow(); return state',
        'let stack: any; function grow() { const list = stack[stack.length - 1]; if (Array.isArray(list)) list.push(1) }',
      )
        .replace('@cache', '')
        .replace('function f', 'function g') + '\n/** @cache */\nexport function f(x: string) { return g(x) }',
    ],
    [
      'and read behind a pattern of a table',
      open('state = x; words.a.test("a"); words.b.test("b"); return state', 'const A = /a/; const words = { a: A, b: /b/ }'),
    ],
    ['and read while code of others runs', tag('state = x; cb(); return state', '', 'x: string, cb: () => void')],
  ])('%s', (_, source) => {
    expect(stateOf(source)).toEqual([])
  })

  test('if code of others runs in between, the run time is told', () => {
    expect(identityOf(tag('state = x; cb(); return state', '', 'x: string, cb: () => void')).relies).not.toEqual([])
    expect(identityOf(tag('state = x; return state')).relies).toEqual([])
  })

  test.each([
    ['in a helper', 'function helper(cb: () => void) { cb(); return state }', 'return helper(cb)'],
    [
      'in a loop of a helper',
      'function helper(cb: () => void) { let all = ""; for (;;) { all += state; if (all > "z") return all; cb() } }',
      'return helper(cb)',
    ],
    [
      'in a helper of a helper',
      'function inner(cb: () => void) { cb(); return state } function helper(cb: () => void) { return inner(cb) }',
      'return helper(cb)',
    ],
    ['before a helper', 'function helper() { return state }', 'cb(); return helper()'],
  ])('so it is if that code runs %s, which reads the variable after it', (_, helper, end) => {
    const source = tag(`reset(x); ${end}`, `function reset(t: string) { state = t }\n${helper}`, 'x: string, cb: () => void')
    expect(identityOf(source).relies).not.toEqual([])
    const untagged = source.replace('/** @cache */', '').replace('function f(', 'function g(')
    expect(stateOf(untagged + '\n/** @cache */\nexport function f(x: string, cb: () => void) { return g(x, cb) }')).toEqual([
      'state',
    ])
  })
})

describe('a variable that may be read first is an input', () => {
  test.each<[what: string, source: string | Files]>([
    ['written under a condition', tag('if (ok) state = x; return state')],
    ['written by `&&`', tag('ok && (state = x); return state')],
    ['written in a default value, which an argument replaces', tag('return p + state', '', 'x: string, p = (state = x)')],
    ['read in a default', tag('state = x; return p', '', 'x: string, p = state')],
    ['read before a helper writes it', tag('const old = state; reset(x); return old', 'function reset(t: string) { state = t }')],
    ['updated', tag('state += x; return state')],
    ['only initialised when empty', tag('state ||= x; return state', 'export const other = () => { state = "" }')],
    ['written in a `try` that may have failed', tag('try { JSON.parse(x); state = x } catch {} return state')],
    ['read in the `catch`', tag('try { JSON.parse(x); state = x } catch { return state } return 1')],
    ['read in the `finally`', tag('try { JSON.parse(x); state = x } finally { if (state) return 1 } return 2')],
    ['written in a loop that may not run', tag('for (const c of x) state = c; return state')],
    ['written behind a `break`', tag('do { if (ok) break; state = x } while (ok); return state')],
    ['written behind a `continue` of a label', tag('l: { if (ok) break l; state = x } return state')],
    ['read at the start of the next round', tag('let n = 0; for (const c of x) { n += state2; state2 = 1 } return n')],
    ['written in one case of a `switch`', tag('switch (x) { case "a": state = x } return state')],
    ['written in a callback that may not run', tag('[...x].forEach((c) => { state = c }); return state')],
    ['written in a function that isn’t called', tag('const set = () => { state = x }; return ok ? set : state')],
    ['written in an optional call', tag('(o as any)?.m((state = x)); return state', '', 'x: string, o?: object')],
    [
      'written by a function of a table, not by all',
      tag('steps[x](); return state', 'const steps: any = { a() { state = "a" }, b() { return 1 } }'),
    ],
    ['read in the options of an import', tag('const p = import(x, { with: { type: state } }); state = x; return [p, state]')],
    [
      'read in a decorator of a parameter',
      tag('class A { m(@dec(state) y) {} } state = x; return [A, state]', 'const dec: any = (s: any) => () => s'),
    ],
    [
      'read by a table whose object gets away',
      tag('const r = steps[x](); state = x; return r', 'const steps: any = { a() { return state } }\nexport { steps }'),
    ],
    ['read by another exported function', tag('state = x; return state', 'export function last() { return state }')],
    ['read by a function that is handed out', tag('state = x; return () => state')],
    ['read by a getter that is handed out', tag('state = x; return { get s() { return state } }')],
    ['read by a method', tag('const r = new R().s(); state = x; return r', 'class R { s() { return state } }')],
    ['read by a field', tag('const r = new R().s; state = x; return r', 'class R { s = state }')],
    ['not initialised when the function first runs', `start()\nfunction start() { f('x') }\n${tag('state = x; return state')}`],
    [
      'read by a function without a tag that runs code of others in between',
      tag('state = x; return state', 'export function g(cb: () => void) { state = "g"; cb(); return state }'),
    ],
    ...(
      [
        ['calls what it is given', 'one(text)', 'export function one(x: any) { return x() }'],
        ['calls a method of what it is given', 'one(text)', 'export function one(x: any) { return x.run() }'],
        ['calls a variable', 'one(text)', 'export let one = (x: any) => x; export const set = (f: any) => { one = f }'],
        ['makes an object', 'one(text)', 'class C {}\nexport function one() { return new C() }'],
        ['is asynchronous', 'one(text)', 'export async function one() {}'],
        ['is a generator', 'one(text)', 'export function* one() {}'],
        ['is tagged', 'one(text)', '/** @cache */\nexport function one(x: any) { return x }'],
        ['is made by a call', 'one(text)', 'export const one = make()\nfunction make() { return () => 1 }'],
        ['uses `eval`', 'one(text)', 'export function one(x: any) { return eval(x) }'],
        ['goes over what it is given', 'one(text)', 'export function one(x: any) { for (const y of x) y; return 1 }'],
        ['calls a package', 'one(text)', 'import { p } from "p"\nexport function one(x: any) { return p(x) }'],
      ] as const
    ).map(([what, call, helper]): [string, Files] => [
      `read behind a call of another file’s function that ${what}`,
      inOtherFile('import { one } from "./c.js"', call, helper, {
        'node_modules/p/package.json': '{ "name": "p", "version": "1.0.0", "main": "p.js" }',
        'node_modules/p/p.js': 'exports.p = (x) => x',
      }),
    ]),
    [
      'read behind a call of a package',
      inOtherFile('import { p } from "p"', 'p(text)', '', {
        'node_modules/p/package.json': '{ "name": "p", "version": "1.0.0" }',
        'node_modules/p/index.js': 'exports.p = (x) => x',
      }),
    ],
    ['read behind a call of Node', inOtherFile('import { format } from "node:util"', 'format(text)', '')],
    [
      'read behind a method of an imported object',
      inOtherFile('import { one } from "./c.js"', 'one.run()', 'export const one = { run() {} }'),
    ],
    [
      'read behind a CommonJS function that calls what it is given',
      {
        'a.ts': `import { parse } from './b.cjs'\n/** @cache */\nexport function f(x: string) { return parse(x) }`,
        'b.cjs': `const util = require('./u.cjs')\nlet state\nexports.parse = (x) => { state = x; util.is(x); return state }`,
        'u.cjs': 'module.exports = { is(c) { return c() } }',
      },
    ],
    [
      'read behind a push on what may be no list',
      tag(
        'state = x; if (Array.isArray(o)) o = x; o.push(1); return state',
        'export function g(o: any) { state = "g"; if (!Array.isArray(o)) o.push(1); return state }',
        'x: string, o: any',
      ),
    ],
    ...[
      'const words: any = { a: /a/ }; export const set = (w: any) => { words.a = w }',
      'const words: any = { a: /a/ }; export const set = (w: any) => { [words.a] = [w] }',
      'const words: any = { a: /a/, set(w: any) { this.a = w } }; export const set = (w: any) => words.set(w)',
      'function to(this: any, w: any) { this.a = w }; const words: any = { a: /a/, to }; export const set = (w: any) => words.to(w)',
      'const words: any = { a: /a/ }; export const set = (w: any) => Object.assign(words, w)',
      'const words: any = { a: /a/ }; export const set = (w: any) => { const other = words; other.a = w }',
      'const words: any = { get a() { return cb } }; let cb: any; export const set = (w: any) => { cb = w }',
      'const words: any = { a: /a/, ...other }; let other: any',
      'const words: any = { a: A }; export let A: any = /a/; export const set = (w: any) => { A = w }',
      'export const words: any = { a: /a/ }',
      'export const read = (words: any) => { const words2 = words; return words2 }; const words: any = { b: /b/ }',
      'const words: any = { a: words2.a }; const words2: any = { a: words.a }',
    ].map((words): [string, string] => [
      `read behind a pattern that others may replace: ${words}`,
      open('state = x; words.a.test("a"); return state', words),
    ]),
    ...[
      'stack.push(x)',
      'stack[0] = x',
      'stack = x',
      'stack.push([]); other(stack)',
      'stack.push([]); other(() => stack)',
      'stack = x.slice(1)',
      'const one: any = []; other(one); stack = one',
    ].map((fill): [string, string] => [
      `read behind a push on what may be a list of others: ${fill}`,
      tag(
        `state = x; stack = []; ${fill}; grow(); return state`,
        'export const other = (s: any) => s; let stack: any; function grow() { const list = stack[stack.length - 1]; if (Array.isArray(list)) list.push(1) }',
      )
        .replace('@cache', '')
        .replace('function f', 'function g') + '\n/** @cache */\nexport function f(x: string) { return g(x) }',
    ]),
    ...[
      ['a member of an object', 'const lists: any = { a: one }; const grow = (list: any) => add(lists[list])'],
      [
        'what stands behind a spread',
        'const grow = (list: any) => { push("", []); push(...list, []) }; function push(_: any, list: any) { const l = list; if (Array.isArray(l)) l.push(1) }',
      ],
      [
        'what stands behind a spread, without a test',
        'const grow = (list: any) => { put("", []); put(...[0, list], []) }; function put(_: any, l: any) { l.push(1) }',
      ],
      [
        'what a table of functions is given',
        'const grows: any = { a: add }; const grow = (list: any) => { add([]); grows.a(list) }',
      ],
    ].map(([what, grow]): [string, string] => [
      `read behind a push on what may be a list of others: ${what}`,
      tag(
        'state = x; grow(x); return state',
        `let one: any; export const set = (list: any) => { one = list }
         ${grow}
         function add(list: any) { const l = list; if (Array.isArray(l)) l.push(1) }`,
      )
        .replace('@cache', '')
        .replace('function f', 'function g') + '\n/** @cache */\nexport function f(x: string) { return g(x) }',
    ]),
    [
      'read behind a definition of a getter',
      tag(
        'state = x; return state',
        'export function g(o: any) { state = "g"; Object.defineProperty(o, "a", o.d); return state }',
      ),
    ],
    ['read while the module loads', `${tag('state = x; return state')}\nf('x')\nexport const last = state`],
    [
      'read by a function that runs while the module loads',
      `${tag('state = x; return state')}\nf('x')\nlog()\nfunction log() { console.log(state) }`,
    ],
    ['exported', `export ${tag('state = x; return state')}`],
    ['written by a generator', tag('gen(x).next(); return state', 'function* gen(t: string) { state = t; yield }')],
    ['kept over an `await`', tag('return run(x)', 'async function run(t: string) { state = t; await null; return state }')],
    ['read in a callback that runs later', tag('state = x; return Promise.resolve().then(() => state)')],
    [
      'written by a tagged function, which a hit skips',
      tag('set(x); return state', '/** @cache */\nfunction set(t: string) { state = t }'),
    ],
  ])('%s', (_, source) => {
    expect(stateOf(source).length).toBeGreaterThan(0)
  })

  test('if a generator runs code of others in between', () => {
    const source = tag('state = x; cb(); return state', '', 'x: string, cb: () => void')
      .replace('function f', 'function* f')
      .replace('state = x; cb(); return state', 'yield read(x, cb)')
    expect(stateOf(`${source}\nfunction read(x: string, cb: () => void) { state = x; cb(); return state }`)).toEqual(['state'])
  })
})

describe('a variable that is read once code of others may have run is an input', () => {
  test.each<[what: string, source: string | Files]>([
    ['elements of a pattern', open('state = x; const [y] = cb; return [y, state]')],
    ['a round of a loop', open('state = x; let all = ""; do { all += state; cb() } while (all < "z"); return all')],
    ['a test of a `switch`', open('state = x; switch (x) { case cb(): return 1; case 2: return state } return 2')],
    ['another case of a `switch`', open('state = x; switch (x) { case 1: cb(); case 2: return state } return 2')],
    [
      'a `finally`',
      open(
        'set(x, cb); return state',
        'function set(t: any, cb: any) { try { if (t) { state = t; return } } finally { cb() } state = "" }',
      ),
    ],
    ['a decorator', open('state = x; class A { @cb m() {} } return [A, state]')],
    ['a component', { 'a.tsx': open('state = x; const e = <cb.A />; return [e, state]') }],
    ['a replacer', open('state = x; JSON.stringify(x, cb); return state')],
    ['a callback of a method', open('state = x; [1].map(cb); return state')],
    [
      'a method of a list that a CommonJS module exports',
      {
        'a.ts': `import { parse } from './b.cjs'\n/** @cache */\nexport function f(x: string) { return parse(x) }`,
        'b.cjs': `const util = require('./u.cjs')\nlet state\nexports.parse = (x) => { state = x; util.list.forEach(x); return state }`,
        'u.cjs': 'exports.list = [1]',
      },
    ],
    [
      'a CommonJS function that uses `with`',
      {
        'a.ts': `import { parse } from './b.cjs'\n/** @cache */\nexport function f(x: string) { return parse(x) }`,
        'b.cjs': `const util = require('./u.cjs')\nlet state\nexports.parse = (x) => { state = x; util.is(x); return state }`,
        'u.cjs': 'exports.is = (c) => { with (c) { return g() } }\nfunction g() {}',
      },
    ],
    [
      'a push on a list that others can fill',
      open(
        'state = x; stack = []; grow(); return state',
        'export let stack: any; function grow() { const list = stack[stack.length - 1]; if (Array.isArray(list)) list.push(1) }',
      ),
    ],
    [
      'a function that cannot be parsed',
      inOtherFile('import { one } from "./c.js"', 'one(text)', 'export function one(x: any) { return x.slice( }'),
    ],
    [
      'a member of an imported function',
      inOtherFile(
        'import { one } from "./c.js"',
        'one.run(text)',
        'export function one() {}\n;(one as any).run = (x: any) => x()',
      ),
    ],
  ])('%s', (_, source) => expect(stateOf(source)).toEqual(['state']))

  test.each([
    ['written by `&&=`', tag('let y: any = ok; y &&= state = x; return state')],
    [
      'read by a function of a namespace',
      tag('state = x; return state', 'export namespace N { export function last() { return state } }'),
    ],
    [
      'read by a function of an object that gets away',
      tag('state = x; return steps[x]()', 'const steps: any = { a() { return this }, b() { return state } }'),
    ],
  ])('%s', (_, source) => expect(stateOf(source)).toEqual(['state']))
})
