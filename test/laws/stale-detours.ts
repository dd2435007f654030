import { of, once, via, type Row } from './staleness.js'

const environment = `process.env.LAW_X = '1'; ${once}; process.env.LAW_X = '2'; ${once}`

/** Changes that come to what a function reads by a detour. */
export const DETOUR_STATE: Row[] = [
  ['an environment variable by a `let` of the module', of('let env = process.env', 'env.LAW_X'), {}, environment],
  [
    'an environment variable by a name that is given another value',
    of('let env: any = process.env\nif (1 > 2) env = {}', 'env.LAW_X'),
    {},
    environment,
  ],
  [
    'an environment variable by another file’s name for the environment',
    via(`import { env } from './b.js'`, 'env.LAW_X', { 'b.ts': 'export const env = process.env' }),
    {},
    environment,
  ],
  [
    'an environment variable by a pattern with a default in a pattern',
    of('const h = () => { const { env: { LAW_X } = {} as any } = process; return LAW_X }', 'h()'),
    {},
    environment,
  ],
  ['a static accessor', of('export class C { static accessor k = 1 }', 'C.k'), {}, `${once}; a.C.k = 2; ${once}`],
  [
    'a variable of a namespace that is a function too',
    of('export function h() {}\nexport namespace h { export let k = 1; export const get = () => k }', 'h.get()'),
    {},
    `${once}; a.h.k = 2; ${once}`,
  ],
  [
    'an object that a module was given while another was initialised',
    via(`import * as bus from './b.js'\nconst state = { k: 1 }\nbus.attach(state)`, 'state.k', {
      'b.ts': 'let held: any\nexport const attach = (o: any) => { held = o }\nexport const up = () => { held.k++ }',
    }),
    {},
    `${once}; all.b.up(); ${once}`,
  ],
  [
    'an object that an instance was given',
    of(
      'class Holder { constructor(private s: any) {} up() { this.s.k++ } }\nconst state = { k: 1 }\nconst holder = new Holder(state)\nexport const up = () => holder.up()',
      'state.k',
    ),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'an array by Array.prototype.push.apply',
    of('const list: number[] = []\nexport const up = () => { Array.prototype.push.apply(list, [1]) }', 'list.length'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'an object in a Map of the module',
    of('const state = { k: 1 }\nconst all = new Map([["a", state]])\nexport const up = () => { all.get("a")!.k++ }', 'state.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'an array by its method bound',
    of('const list: any[] = []\nconst push = list.push.bind(list)\nexport const up = () => { push(1) }', 'list.length'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'a view of bytes',
    of('const view = new DataView(new ArrayBuffer(8))\nexport const up = () => { view.setUint8(0, 5) }', 'view.getUint8(0)'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'the minutes of a date',
    of('const since = new Date(0)\nexport const up = () => { since.setUTCMinutes(5) }', '+since'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'an object in a static field, handed out',
    of(
      'class C { static config = { k: 1 }; static get() { return C.config } }\nexport const up = () => { C.get().k = 2 }',
      'C.config.k',
    ),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'an object in a static field, by another name',
    of('class C { static config = { k: 1 } }\nexport const up = () => { const c = C.config; c.k = 2 }', 'C.config.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'a part of an object that its own method hands out',
    of('const o = { inner: { k: 1 }, get() { return this.inner } }\nexport const up = () => { o.get().k = 2 }', 'o.inner.k'),
    {},
    `${once}; a.up(); ${once}`,
  ],
  [
    'a variable that only other code makes lazily',
    of(`let mode: any\nexport function enable() { if (!mode) mode = 'on' }`, `mode ?? 'off'`),
    {},
    `${once}; a.enable(); ${once}`,
  ],
]

/** Edits that do. */
export const DETOUR_EDITS: Row[] = [
  [
    'a helper of an object without a name, in a file with a default export',
    `const rate = () => 1\nconst list: any[] = []\nlist.push({ help() { return rate() }, /** @cache */ m() { return this.help() } })\nexport default 5\nexport const g = () => list[0].m()`,
    `const rate = () => 2\nconst list: any[] = []\nlist.push({ help() { return rate() }, /** @cache */ m() { return this.help() } })\nexport default 5\nexport const g = () => list[0].m()`,
    'say(() => a.g())',
  ],
  [
    'what a namespace exports',
    of('namespace N { export const k = 1; const j = 2 }', 'Object.keys(N).length'),
    of('namespace N { export const k = 1; export const j = 2 }', 'Object.keys(N).length'),
  ],
]
