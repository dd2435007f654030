import { of, type Row } from '../staleness.js'
import { service } from './state-of-this.js'

const variable = (what: string, above: string, update: string, value = 'undefined'): Row => [
  `a variable that \`${what}\` tests`,
  of(
    `${above}\nexport const set = (v: any) => { ${update.startsWith('o.') ? 'o.on' : 'on'} = v }`,
    `(() => { const n = { k: x }; ${update}; return n.k })()`,
  ),
  {},
  `for (const v of [${value}, 1, ${value}]) { a.set(v); say(() => f(3)) }`,
]
const LOGGER = `Object.assign(() => {}, { push: () => {}, info: () => {} })`
/** Objects that show when a member is read, or when they are spread or converted. */
const SEEING = `let on: any
class See { constructor(private n: any) {} private see(v: any) { this.n.k = 9; return v }
  get t() { return this.see(1) } valueOf() { return this.see(1) } toString() { return this.see('a') } *[Symbol.iterator]() { yield this.see(1) } }`
/** Has the variable hold a logger, a list or a function, or nothing. */
const called = (what: string, above: string, update: string): Row => {
  const [name, files, after] = variable(what, above, update)
  return [name, files, after, `for (const v of [undefined, ${LOGGER}, undefined]) { a.set(v); say(() => f(3)) }`]
}
const field = (what: string, name: string, update: string, value = '1'): Row => [
  `a field that \`${what}\` tests`,
  service(
    `private ${name}: any; set(v: any) { this.${name} = v }`.replace('private #', '#'),
    `const n = { k: x }; this.${name} ${update}; return n.k`,
  ),
  {},
  `const s = a.s; for (const v of [undefined, ${value}, undefined]) { s.set(v); say(() => s.m(3)) }`,
]

/** An update that happens or not: what it writes is not read, but whether it runs its code is. */
export const STATE_OF_CONDITIONAL_UPDATES: Row[] = [
  variable('&&=', 'let on: any', 'on &&= (n.k = 9)'),
  variable('||=', 'let on: any', 'on ||= (n.k = 9)'),
  variable('??=', 'let on: any', 'on ??= (n.k = 9)'),
  variable('&&= of a member', 'const o: any = {}', 'o.on &&= (n.k = 9)'),
  variable('||= of a member', 'const o: any = {}', 'o.on ||= (n.k = 9)'),
  variable('??= of a member', 'const o: any = {}', 'o.on ??= (n.k = 9)'),
  ...['m.t', '+m', '`${m}`', '[...m]', 'm + 1', '({ [m]: 1 })'].map((value) =>
    variable(`&&= ${value}`, SEEING, `const m: any = new See(n); on &&= ${value}`),
  ),
  ...[
    'on && m.t',
    'void (on && m.t)',
    'on ? m.t : 0',
    'on || +m',
    'on?.[m.t]',
    'on?.[m]',
    'delete on?.[m.t]',
    'delete on?.[m]',
    'on?.toFixed((n.k = 9))',
    'on && `${m}`',
    '!(on && [...m])',
  ].map((code) => variable(code, SEEING, `const m: any = new See(n); ${code}`)),
  called('?.', 'let on: any', 'on?.push((n.k = 9))'),
  called('?.()', 'let on: any', 'on?.((n.k = 9))'),
  called('?. of a member', 'const o: any = {}', 'o.on?.push((n.k = 9))'),
  called('?. of a method', 'const o: any = {}', 'o.on?.info?.((n.k = 9))'),
  called('?. of a logger', 'let on: any', 'on?.info((n.k = 9))'),
  ...['private on', '#on'].flatMap((name) => [
    field(`?. of ${name}`, name.replace('private ', ''), '?.push((n.k = 9))', LOGGER),
    field(`?.info of ${name}`, name.replace('private ', ''), '?.info((n.k = 9))', LOGGER),
  ]),
  ...['private on', '#on'].flatMap((name) =>
    ['&&=', '||=', '??='].map((operator) =>
      field(`${operator} of ${name}`, name.replace('private ', ''), `${operator} (n.k = 9)`),
    ),
  ),
]
