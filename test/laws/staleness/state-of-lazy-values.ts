import { F, type Row } from '../staleness.js'

const START = { 'b.ts': 'export const start = 1' }
const LATER = { 'b.ts': 'export const start = 2' }
/** A first call in one state, then one in the state in which the next run begins. */
const bySetter = 'a.set(all.b.start); say(() => f(1)); a.set(2); say(() => f(1)); say(() => f(2))'
const made = (above: string, read: string) => ({
  'a.ts': `${above}\n${F}function f(x: any): any { return x * ${read} }`,
  ...START,
})
const STATE = 'export const state = { rate: 0 }\nexport const set = (n: number) => { state.rate = n }\n'
const ONCE = 'const once = (make: any) => { let v: any; return () => (v ??= make()) }\n'
const GET = 'export const get = () =>'
const ENVIRONMENT = 'export const set = (n: number) => { process.env.LAW_RATE = String(n) }\n'
const RATE = 'Number(process.env.LAW_RATE)'

/** What is made on first use: an earlier call may have made it of what was true then. */
export const STATE_OF_LAZY_VALUES: Row[] = [
  ['a number made of a variable', made(`${STATE}let v: any\nconst get = () => (v ??= state.rate)`, 'get()'), LATER, bySetter],
  [
    'an object made of a variable below a test',
    made(`${STATE}let v: any\nfunction get() { if (!v) v = { r: state.rate }; return v.r }`, 'get()'),
    LATER,
    bySetter,
  ],
  [
    'a table that a function makes of a variable',
    made(`${STATE}let v: any\nconst build = () => ({ r: state.rate })\nconst get = () => { v ??= build(); return v.r }`, 'get()'),
    LATER,
    bySetter,
  ],
  [
    'whether another file has made it',
    {
      'a.ts': `import { v, make } from './b.js'\n${F}function f(x: any): any { const was = v; make(); return x + String(was) }`,
      'b.ts': `export let v: any\nexport const make = () => { v ??= 'on' }`,
    },
    {},
    'say(() => f(1)); say(() => f(1))',
  ],
  ['what a closure makes of a variable', made(`${STATE}${ONCE}const get = once(() => state.rate)`, 'get()'), LATER, bySetter],
  [
    'what a closure makes of a member of a function',
    made(
      `const compile = (g: any) => { const k = g(1); return (x: any) => x + k }
function install() { const g: any = (x: any) => x * (g.k ?? 1); let memo: any; const use = (x: any) => { memo ??= compile(g); return memo(x) }; return { g, use } }
export const { g, use } = install()\nexport const set = (n: number) => { g.k = n }`,
      'use(x)',
    ),
    LATER,
    bySetter,
  ],
  [
    'what a closure makes of a function’s environment',
    made(`${ENVIRONMENT}${ONCE}const get = once(() => ${RATE})`, 'get()'),
    LATER,
    bySetter,
  ],
  [
    'what an object’s method makes of a variable',
    made(`${STATE}const cell = (() => { let v: any; return { get: () => (v ||= state.rate) } })()`, 'cell.get()'),
    LATER,
    bySetter,
  ],
  [
    'data that a closure makes and others change',
    made(
      `${ONCE}export const cell = once(() => ({ rate: 1 }))\nexport const set = (n: number) => { cell().rate = n }`,
      'cell().rate',
    ),
    LATER,
    bySetter,
  ],
  [
    'a variable of fixed code that shows whether it is made',
    `let m: any\n${F}function f(on: any): any { if (on) m ??= 'x'; return String(m) }`,
    {},
    'say(() => f(0)); say(() => f(1)); say(() => f(0)); say(() => f(1))',
  ],
  [
    'a variable that is read before it is made',
    `let m: any\n${F}function f(x: any): any { const was = m; m ??= 'x'; return [was, x] }`,
    {},
    'say(() => f(1)); say(() => f(1)); say(() => f(2))',
  ],
  [
    'a variable of fixed code that an earlier call has made of other code',
    {
      'a.ts': `let m: any\nexport const init = () => { m ??= 'y' }\n${F}function f(x: any): any { return (m ??= 'x') + x }`,
      'b.ts': 'export const first = false',
    },
    { 'b.ts': 'export const first = true' },
    'if (all.b.first) a.init(); say(() => f(1)); say(() => f(2))',
  ],
  [
    'an object made of a variable, for everyone',
    made(`${STATE}let v: any\n${GET} (v ??= { r: state.rate })`, 'get().r'),
    LATER,
    bySetter,
  ],
  [
    'an object for everyone, which the function changes',
    `let v: any\n${GET} (v ??= { n: 1 })\n${F}function f(x: any): any { const o = get(); o.n += x; return o.n }`,
    {},
    'say(() => f(1)); say(() => f(1)); say(() => a.get().n); say(() => f(2))',
  ],
  [
    'an object for everyone, which another function changes',
    `let v: any\n${GET} (v ??= { n: 1 })\n${F}function f(x: any): any { return get().n + x }
${F}function g(x: any): any { get().n = x; return x }`,
    {},
    'say(() => f(1)); say(() => a.g(5)); say(() => f(1)); say(() => a.get().n)',
  ],
  [
    'an object for everyone, which others change later',
    `let v: any\n${GET} (v ??= { n: 1 })\n${F}function f(x: any): any { return get().n + x }`,
    {},
    'say(() => f(1)); a.get().n = 5; say(() => f(1)); a.get().n = 1; say(() => f(1))',
  ],
  [
    'a list for everyone, whose element the function changes',
    `let v: any\n${GET} (v ??= [{ n: 1 }, { n: 2 }])\n${F}function f(x: any): any { return get().map((o: any) => (o.n += x)).join() }`,
    {},
    'say(() => f(1)); say(() => f(1)); say(() => a.get()[0].n)',
  ],
  [
    'an object for everyone, made of another one that changes',
    `let v: any; let w: any\nexport const inner = () => (w ??= { n: 1 })\n${GET} (v ??= { inner: inner() })
${F}function f(x: any): any { return get().inner.n + x }`,
    {},
    'say(() => f(1)); a.inner().n = 7; say(() => f(1)); say(() => f(2))',
  ],
  [
    'a closure for everyone, which counts',
    `let v: any\nconst make = () => { let n = 0; return () => ++n }\n${GET} (v ??= make())\n${F}function f(x: any): any { return get()() + x }`,
    {},
    'say(() => f(1)); say(() => f(1)); say(() => a.get()())',
  ],
]

/** What is made of the environment. A hit makes nothing, so a later call makes it, of the environment as it is then. */
export const MADE_OF_THE_ENVIRONMENT: Row[] = [
  [
    'an object made of the whole environment',
    made(`${ENVIRONMENT}let v: any\nconst get = () => (v ??= { ...process.env })`, 'Number(get().LAW_RATE)'),
    LATER,
    bySetter,
  ],
  [
    'a number made of a variable of the environment that run time names',
    made(
      `${ENVIRONMENT}let v: any\nconst env = (k: any) => process.env[k]\nconst get = () => (v ??= env("LAW_RATE"))`,
      'Number(get())',
    ),
    LATER,
    bySetter,
  ],
  [
    'a number made of the environment',
    made(`${ENVIRONMENT}let v: any\nconst get = () => (v ??= ${RATE})`, 'get()'),
    LATER,
    bySetter,
  ],
  [
    'what a closure makes of the environment',
    made(`${ENVIRONMENT}const get = (() => { let v: any; return () => (v ??= ${RATE}) })()`, 'get()'),
    LATER,
    bySetter,
  ],
]
