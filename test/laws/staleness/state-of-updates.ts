import { of, once, type Row } from '../staleness.js'

/** An update that reads another part than the one that it writes, because code between the two changes which one is meant. */
const moved = (what: string, update: string): Row => [
  `a part that an update finds elsewhere: ${what}`,
  of(
    `const first: any = { v: [0] }, second: any = { v: [10] }, list = [first, second]\nexport const change = () => { second.v = [11] }`,
    `(() => { let i = 0; const next = () => ++i; ${update}; const r = first.v.join(); first.v = [0]; return r })()`,
  ),
  {},
  `${once}; a.change(); ${once}`,
]

export const STATE_OF_UPDATES: Row[] = [
  moved('a call in a list', 'list[i].v = [next(), ...list[i].v]'),
  moved('a call in a sum', 'list[i].v = [0, next() + list[i].v[0]]'),
  moved('an assignment', 'list[i].v = [(i = 1), ...list[i].v]'),
  moved('a step of the index', 'list[i].v = [i++, ...list[i].v]'),
  moved('a call in an object', 'list[i].v = [{ a: next(), b: list[i].v }.b]'),
  moved('a conversion', 'const o = { toString: next }; list[i].v = [`${o}${list[i].v}`]'),
  moved('a call before a method', 'list[i].v.push(next(), ...list[i].v)'),
]
