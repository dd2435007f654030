import { of, type Row } from '../staleness.js'

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
  [
    'a counter that makes a call fail',
    of(
      'let left = 3\nexport const spend = (n: number) => { left -= n }\nfunction check(n: number) { if (left < n) throw new Error("none left") }',
      '(check(1), x)',
    ),
    {},
    `const tried = () => { try { return f(1) } catch { return 'failed' } }; say(tried); a.spend(3); say(tried)`,
  ],
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
]
