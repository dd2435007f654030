import { of, via, type Row } from '../staleness.js'

const once = 'say(() => f(1))'
const TOTALS =
  'export const totals: any = { sum: 0 }\nlet rate = 2\nexport const set = (r: number) => { rate = r }\nexport const total = () => rate * 100\n'
const OFTEN = `${once}; ${once}; a.set(3); ${once}; a.set(5); ${once}`

/** Code that the function calls without using a result. The driver hands it a function that changes what the function then reads. */
const bus = (what: string, made: string, call: string, register: string): Row => [
  `an event that changes a total: ${what}`,
  of(`${made}\n${TOTALS}`, `(${call}, totals.sum)`),
  {},
  `${register}; ${OFTEN}`,
]
const CHANGE = '() => { a.totals.sum = a.total() }'

const BUS = '{ all: [] as any[], on(h: any) { this.all.push(h) }, emit(e: string) { for (const h of this.all) h(e) } }'

/** @param parts what holds the object, how it gets there, and how an effect changes it */
const handed = (what: string, parts: string): Row => {
  const [made, add, change] = parts.split('|')
  return [
    `an effect on what other code has handed over: ${what}, ${made}`,
    of(
      `${TOTALS}${made}\nexport const use = (o: any) => { ${add} }\nfunction mark(t: string) { ${change} }`,
      '(mark("a"), totals.sum)',
    ),
    {},
    `a.use(a.totals); ${OFTEN}`,
  ]
}

/** What is called for its effect alone counts as soon as the effect may reach the result. */
export const STATE_OF_EFFECTS: Row[] = [
  bus(
    'an object',
    'export const bus = { all: [] as any[], on(h: any) { this.all.push(h) }, emit(e: string) { for (const h of this.all) h(e) } }',
    'bus.emit("a")',
    `a.bus.on(${CHANGE})`,
  ),
  bus(
    'a class',
    'class Bus { all: any[] = []; on(h: any) { this.all.push(h) } emit(e: string) { this.all.forEach((h) => h(e)) } }\nexport const bus = new Bus()',
    'bus.emit("a")',
    `a.bus.on(${CHANGE})`,
  ),
  bus(
    'a class with private handlers',
    'class Bus { #all = new Set<any>(); on(h: any) { this.#all.add(h) } emit(e: string) { this.#all.forEach((h) => h(e)) } }\nexport const bus = new Bus()',
    'bus.emit("a")',
    `a.bus.on(${CHANGE})`,
  ),
  bus(
    'a closure',
    'function make() { const all: any[] = []; return { on(h: any) { all.push(h) }, emit(e: string) { all.map((h) => h.call(null, e)) } } }\nexport const bus = make()',
    'bus.emit("a")',
    `a.bus.on(${CHANGE})`,
  ),
  bus(
    'a function and its list',
    'const all: any[] = []\nexport const on = (h: any) => { all.push(h) }\nexport function emit(e: string) { for (const h of all) h(e) }',
    'emit("a")',
    `a.on(${CHANGE})`,
  ),
  bus(
    'a function that one sets',
    'let hook: any\nexport const on = (h: any) => { hook = h }\nexport function emit(e: string) { hook?.(e) }',
    'emit("a")',
    `a.on(${CHANGE})`,
  ),
  bus(
    'an emitter of Node',
    'import { EventEmitter } from "node:events"\nexport const bus = new EventEmitter()',
    'bus.emit("a")',
    `a.bus.on("a", ${CHANGE})`,
  ),
  bus(
    'a class that extends one',
    'import { EventEmitter } from "node:events"\nclass Bus extends EventEmitter {}\nexport const bus = new Bus()',
    'bus.emit("a")',
    `a.bus.on("a", ${CHANGE})`,
  ),
  bus(
    'an event target',
    'export const bus = new EventTarget()',
    'bus.dispatchEvent(new Event("a"))',
    `a.bus.addEventListener("a", ${CHANGE})`,
  ),
  bus('a method that others replace', 'export const bus: any = { refresh() {} }', 'bus.refresh()', `a.bus.refresh = ${CHANGE}`),
  bus(
    'a method of an instance that others replace',
    'class Bus { refresh() {} }\nexport const bus: any = new Bus()',
    'bus.refresh()',
    `a.bus.refresh = ${CHANGE}`,
  ),
  bus(
    'a static method that others replace',
    'export class Bus { static refresh() {} }',
    'Bus.refresh()',
    `(a.Bus as any).refresh = ${CHANGE}`,
  ),
  ...[
    'const o = s; o.n++; return o.n',
    'const { l } = s; l.push(1); return l.length',
    'const o = { s }; o.s.n++; return o.s.n',
    'const [o] = [s]; o.n++; return o.n',
    'for (const o of [s]) o.n++; return 1',
    'Object.assign(s, { n: s.n + 1 }); return s.n',
  ].map((change): Row => [
    `a function that changes something and returns it: ${change}`,
    of(
      `const s: any = { n: 0, l: [] }\nexport const seen = () => [s.n, s.l.length]\nfunction tick() { ${change} }`,
      '(tick(), x)',
    ),
    {},
    `${once}; say(() => a.seen().join()); ${once}; say(() => a.seen().join())`,
  ]),
  [
    'a counter that makes a call fail',
    of(
      'let left = 3\nexport const spend = (n: number) => { left -= n }\nfunction check(n: number) { if (left < n) throw new Error("none left") }',
      '(check(1), x)',
    ),
    {},
    `const tried = () => { try { return f(1) } catch { return 'failed' } }; say(tried); a.spend(3); say(tried)`,
  ],
  ...[
    ['new URL(set.v)', 'http://a', 'a'],
    ['JSON.parse(set.v)', '1', '{'],
    ['new RegExp(set.v)', 'a', '('],
    ['new Intl.NumberFormat(set.v)', 'en', 'x_x'],
    ['decodeURIComponent(set.v)', 'a', '%'],
    ["'a'.repeat(set.v)", '1', '-1'],
    ["'a'.normalize(set.v)", 'NFC', 'none'],
    ['console.info((1).toFixed(set.v))', '1', '101'],
  ].map(([check, good, bad]): Row => [
    `a built-in that checks a setting: ${check}`,
    of(`export const set: any = { v: '${good}' }\nfunction check() { ${check} }`, '(check(), x)'),
    {},
    `const tried = () => { try { return f(1) } catch { return 'failed' } }; say(tried); a.set.v = '${bad}'; say(tried)`,
  ]),
  [
    'a logger whose level the function reads too',
    of(
      'let level = 1\nexport const set = (n: number) => { level = n }\nfunction log(t: string) { if (level > 1) console.info(t) }',
      '(log("a"), level)',
    ),
    {},
    `${once}; a.set(2); ${once}`,
  ],
  [
    'a logger that sets what the function reads',
    of(
      'let rate = 1, last = 0\nexport const set = (n: number) => { rate = n }\nfunction log(t: string) { last = rate; console.info(t) }',
      '(log("a"), last)',
    ),
    {},
    `${once}; ${once}; a.set(2); ${once}; ${once}`,
  ],
  [
    'a counter whose value the function uses',
    of('let n = 0\nfunction count(by: number) { n += by; return n }', '(count(1), count(2))'),
    {},
    `${once}; ${once}`,
  ],
  [
    'a value that is printed and returned',
    of('let n = 1\nexport const set = (v: number) => { n = v }', '(console.info(`n ${n}`), n)'),
    {},
    `${once}; a.set(2); ${once}`,
  ],
  [
    'a test that decides on more than output',
    'let v = 1\nexport const set = (n: number) => { v = n }\n/** @cache */ export function f(x: any): any { let r = x; if (v > 1) { console.info("big"); r = 0 } return r }',
    {},
    `${once}; a.set(2); ${once}`,
  ],
  [
    'an object that an effect is given, and changes',
    of(
      'let n = 1\nexport const set = (v: number) => { n = v }\nfunction mark(o: any) { o.n = n }',
      '((o: any) => (mark(o), o.n))({})',
    ),
    {},
    `${once}; a.set(2); ${once}`,
  ],
  [
    'an effect on a list under another name',
    of(
      'const rows = [1]\nconst log = { rows }\nlet n = 2\nexport const set = (v: number) => { n = v }\nfunction note(t: string) { log.rows[0] = n }',
      '(note("a"), rows[0])',
    ),
    {},
    `${once}; ${once}; a.set(3); ${once}; ${once}`,
  ],
  bus('an object with two names', `const real = ${BUS}\nexport const bus = real`, 'bus.emit("a")', `a.bus.on(${CHANGE})`),
  bus('a part of an object', `const all = { bus: ${BUS} }\nexport const { bus } = all`, 'bus.emit("a")', `a.bus.on(${CHANGE})`),
  bus(
    'one of two objects',
    `const none = { on() {}, emit() {} }\nconst real = ${BUS}\nexport const bus: any = process.argv.length > 1 ? real : none`,
    'bus.emit("a")',
    `a.bus.on(${CHANGE})`,
  ),
  bus(
    'a method that a subclass declares anew',
    'class Base { emit(e: string) { this.run(e) } run(e: string) {} }\nclass Bus extends Base { all: any[] = []; on(h: any) { this.all.push(h) } emit(e: string) { super.emit(e) } run(e: string) { for (const h of this.all) h(e) } }\nexport const bus = new Bus()',
    'bus.emit("a")',
    `a.bus.on(${CHANGE})`,
  ),
  bus(
    'a getter that gives a function',
    'class Bus { h: any; on(h: any) { this.h = h } get emit() { return this.h } }\nexport const bus = new Bus()',
    'bus.emit("a")',
    `a.bus.on(${CHANGE})`,
  ),
  [
    'an effect that a captured function has before its value is printed',
    `${TOTALS}const make = (next: any) => { /** @cache */ function f(x: any): any { console.info(next()); return totals.sum } return f }\nexport const f = make(() => { totals.sum = total() })`,
    {},
    OFTEN,
  ],
  ...['const held: any = {}|held.o = o|held.o.sum = total()', 'let held: any|held = o|held.sum = total()'].map((parts): Row =>
    handed('an object', parts),
  ),
  handed('in a list of its own', 'let kept: any|kept = o|const [u] = [kept]; u.sum = total()'),
  handed('in an object of its own', 'let kept: any|kept = o|const u = { kept }; u.kept.sum = total()'),
  handed('taken of an object of its own', 'let kept: any|kept = o|const { u } = { u: kept }; u.sum = total()'),
  handed('a list of objects', 'const held: any[] = []|held.push(o)|for (const one of held) one.sum = total()'),
  handed('a Map of objects', 'const held = new Map<string, any>()|held.set("a", o)|held.get("a").sum = total()'),
  handed(
    'an instance',
    'class Held { o: any; add(o: any) { this.o = o } }\nconst held = new Held()|held.add(o)|held.o.sum = total()',
  ),
  ...['console.log', 'process.stdout.write'].map((name): Row => [
    `a line that the function collects: ${name}`,
    of(
      `let n = 1\nexport const set = (v: number) => { n = v }\nfunction lines(run: any) { const before: any = ${name}; let all = ''; (${name} as any) = (t: any) => { all += t }; try { run() } finally { ${name} = before } return all }`,
      `lines(() => { ${name}(\`n \${n}\`) })`,
    ),
    {},
    `${once}; a.set(2); ${once}`,
  ]),
  ...[
    '[globalThis.kept] = [total()]',
    'for (globalThis.kept of [total()]);',
    'const g: any = globalThis; g.kept = total()',
    'all.kept = total()',
  ].map((write): Row => [
    `a global that an effect sets: ${write}`,
    of(
      `declare global { var kept: any }\nconst all: any = globalThis\n${TOTALS}function mark(t: string) { ${write} }`,
      '(mark("a"), globalThis.kept)',
    ),
    {},
    OFTEN,
  ]),
  [
    'a variable of the environment that an effect sets',
    of(
      `const { env } = process\n${TOTALS}function mark(t: string) { env.KEPT = String(total()) }`,
      '(mark("a"), process.env.KEPT)',
    ),
    {},
    OFTEN,
  ],
  [
    'a logger that only run time finds, and another one in its place',
    of(
      `${TOTALS}const logs: any = { a1: { info() {} } }\nexport const set1 = (info: any) => { logs.a1 = { info } }`,
      "(logs['a' + x].info('a'), totals.sum)",
    ),
    {},
    `${once}; a.set1(${CHANGE}); ${once}`,
  ],
  ...['(K.prototype as any).get = () => n', 'Object.assign(K.prototype, { get: () => n })'].map((patch): Row => [
    `what a method reads that another file puts on a class: ${patch}`,
    via(`import { log } from './b.js'\nimport { K } from './c.js'`, '(log("a"), (new K() as any).get())', {
      'b.ts': `import { K } from './c.js'\nlet n = 0\nexport const set = (v: number) => { n = v }\n${patch}\nexport const log = (t: string) => { n++ }`,
      'c.ts': 'export class K {}',
    }),
    {},
    `${once}; all.b.set(5); ${once}`,
  ]),
]
