import { F, once, of, via, type Row } from '../staleness.js'

const environment = `process.env.LAW_X = '1'; ${once}; process.env.LAW_X = '2'; ${once}`

/** A function of Node that other functions of Node call by its name. */
const replaced = (what: string, name: string, imports: string, body: string): Row => [
  what,
  of(imports, body),
  {},
  `const qs = (await import('node:querystring')).default, own = qs.${name}
  ${once}; qs.${name} = (s: string) => '<' + s + '>'; ${once}; qs.${name} = own`,
]

/** A global of the program, read in a way that doesn't name it as its own member. */
const global = (what: string, above: string, body: string, others: Record<string, string> = {}): Row => [
  `a global, read ${what}`,
  { 'a.ts': of(above, body), ...others },
  {},
  `const g: any = globalThis; ${once}; g.law = g['a-law'] = g[Symbol.for('law')] = 1; ${once}; g['a-law'] = g[Symbol.for('law')] = 2; ${once}; delete g.law; delete g['a-law']; delete g[Symbol.for('law')]`,
]

export const STATE_OF_THE_ENVIRONMENT: Row[] = [
  global('by a pattern', '', '(({ law } = globalThis as any) => law)()'),
  global('by a pattern of a variable', 'const law = () => { const { law } = globalThis as any; return law }', 'law()'),
  global(
    'by a pattern in a pattern',
    'const kind = () => { const { law: { name } = Number } = globalThis as any; return name }',
    'kind()',
  ),
  global('by the rest of a pattern', 'const rest = () => { const { Map, ...g } = globalThis as any; return g.law }', 'rest()'),
  global('by `in`', '', `'law' in globalThis`),
  global('by a symbol', `const KEY = Symbol.for('law')`, '(globalThis as any)[KEY]'),
  global('by a symbol of another name for the global object', `const KEY = Symbol.for('law'), g: any = globalThis`, 'g[KEY]'),
  global('by a symbol of another file’s name for it', `import { g, KEY } from './b.js'`, 'g[KEY]', {
    'b.ts': `export const KEY = Symbol.for('law')\nexport const g: any = globalThis`,
  }),
  global('by a name that is none', '', '(globalThis as any)["a-law"]'),
  ...['declare const process: any', 'declare namespace process { const env: any }', 'interface process { env: any }'].map(
    (above): Row => [
      `the environment, beside \`${above}\``,
      of(above, 'process.env.LAW'),
      {},
      `process.env.LAW = '1'; ${once}; process.env.LAW = '2'; ${once}; delete process.env.LAW`,
    ],
  ),
  replaced('how queries are escaped', 'escape', `import { stringify } from 'querystring'`, 'stringify({ a: "ä", x })'),
  replaced(
    'how queries are read',
    'unescape',
    `import { parse } from 'node:url'`,
    'String((parse("?a=%20", true).query as any).a)',
  ),
  replaced('what escapes queries', 'escape', `import qs from 'node:querystring'`, 'qs.escape("ä" + x)'),
  [
    'the time zone, for a date that is only put into a text',
    of('', "x + ''"),
    {},
    `const zone = process.env.TZ
    for (const name of ['UTC', 'Asia/Tokyo']) { process.env.TZ = name; say(() => f(new Date(0))) }
    if (zone === undefined) delete process.env.TZ; else process.env.TZ = zone`,
  ],
  [
    'an environment variable',
    of('', 'process.env.LAW_X'),
    {},
    `process.env.LAW_X = '1'; ${once}; process.env.LAW_X = '2'; ${once}`,
  ],
  [
    'an environment variable behind a helper’s default',
    of('const h = (e = process.env.LAW_X) => e', 'h()'),
    {},
    `process.env.LAW_X = '1'; ${once}; process.env.LAW_X = '2'; ${once}`,
  ],
  [
    'an environment variable by an alias in the function',
    of('', '(() => { const { env } = process; return env.LAW_X })()'),
    {},
    `process.env.LAW_X = '1'; ${once}; process.env.LAW_X = '2'; ${once}`,
  ],
  [
    'an environment variable that the caller names',
    of('const env = (k: any) => process.env[k]', 'env("LAW_" + "X")'),
    {},
    environment,
  ],
  [
    'whether there is an environment variable',
    of('', 'Object.keys(process.env).includes("LAW_X")'),
    {},
    `${once}; ${environment}`,
  ],
  [
    'the whole environment',
    of('const all = (e: any) => Object.entries(e).filter(([k]) => k === "LAW_X").join()', 'all(process.env)'),
    {},
    environment,
  ],
  [
    'an environment variable that another file names',
    via(`import { env, get } from './b.js'`, 'get("LAW_" + x) + env["LAW_" + x]', {
      'b.ts': 'export const env: any = process.env\nexport const get = (k: any) => env[k]',
    }),
    {},
    environment.replaceAll('LAW_X', 'LAW_1'),
  ],
  [
    'the whole environment, of which the module makes something',
    of('const pick = (e: any) => e.LAW_X\nconst k = pick({ ...process.env })', 'String(k)'),
    {},
    environment,
  ],
  [
    'an environment variable by node:process',
    of(`import { env } from 'node:process'`, 'env.LAW_X'),
    {},
    `process.env.LAW_X = '1'; ${once}; process.env.LAW_X = '2'; ${once}`,
  ],
  [
    'env in a class static',
    of('class C { static get k() { return process.env.LAW_X } }', 'C.k'),
    {},
    `process.env.LAW_X = '1'; ${once}; process.env.LAW_X = '2'; ${once}`,
  ],
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
  [
    'the command line, which parseArgs reads',
    of(`import { parseArgs } from 'node:util'`, 'parseArgs({ strict: false }).values.law'),
    {},
    `const line = process.argv; process.argv = [...line, '--law']; ${once}; process.argv = line; ${once}`,
  ],
  [
    'the working directory, by a function that is passed on',
    of(`import { resolve } from 'node:path'\nconst call = (g: any, p: any) => g(p)`, 'call(resolve, "a")'),
    {},
    `const here = process.cwd(); ${once}; process.chdir('/'); ${once}; process.chdir(here)`,
  ],
  [
    'the place of a page',
    of('', 'location.pathname'),
    {},
    `(globalThis as any).location = { pathname: '/a' }; ${once}; (globalThis as any).location.pathname = '/b'; ${once}; delete (globalThis as any).location`,
  ],
  [
    'what a page has stored',
    of('', "localStorage.getItem('theme')"),
    {},
    `const stored: any = {}; Object.defineProperty(globalThis, 'localStorage', { configurable: true, value: { getItem: (k: string) => stored[k] } })
    ${once}; stored.theme = 'dark'; ${once}; delete (globalThis as any).localStorage`,
  ],
  [
    'the time zone, by a method whose name is an argument',
    `${F}function f(x: any): any { return new Date(x[0])[x[1]]() }`,
    {},
    `const zone = process.env.TZ
    for (const name of ['UTC', 'Asia/Tokyo']) { process.env.TZ = name; say(() => f([0, 'getHours'])) }
    if (zone === undefined) delete process.env.TZ; else process.env.TZ = zone`,
  ],
  [
    'the time zone, by a method that is handed on',
    `const hours = Date.prototype.getHours\n${F}function f(x: any): any { return Reflect.apply(hours, new Date('1970-01-01T00:00Z'), []) + x }`,
    {},
    `const zone = process.env.TZ
    for (const name of ['UTC', 'Asia/Tokyo']) { process.env.TZ = name; say(() => f(1)) }
    if (zone === undefined) delete process.env.TZ; else process.env.TZ = zone`,
  ],
  [
    'what workers are told',
    of(`import { getEnvironmentData } from 'node:worker_threads'`, `getEnvironmentData('law')`),
    {},
    `const { setEnvironmentData } = await import('node:worker_threads'); setEnvironmentData('law', 1); ${once}; setEnvironmentData('law', 2); ${once}; setEnvironmentData('law')`,
  ],
  [
    'the least version of TLS',
    of(`import tls from 'node:tls'`, 'tls.DEFAULT_MIN_VERSION'),
    {},
    `const tls: any = (await import('node:tls')).default; ${once}; tls.DEFAULT_MIN_VERSION = 'TLSv1.3'; ${once}; tls.DEFAULT_MIN_VERSION = 'TLSv1.2'`,
  ],
  [
    'a status code',
    of(`import { STATUS_CODES } from 'node:http'`, 'STATUS_CODES[x.code] ?? "none"'),
    {},
    `const { STATUS_CODES }: any = await import('node:http'); const ask = () => say(() => f({ code: 420 })); ask(); STATUS_CODES[420] = 'Calm'; ask(); delete STATUS_CODES[420]`,
  ],
  ...[
    'g(process)',
    'g({ ...process })',
    'h()',
    'o.process.env.LAW',
    'g(globalThis.process || {})',
    'g((globalThis as any)["pro" + "cess"])',
    'process[key].LAW',
    `import('node:process').then(g)`,
    `process.getBuiltinModule(\`node:\${(x as any).part ?? 'process'}\`).env.LAW`,
  ].map((read): Row => [
    `the environment by the whole of its object: ${read}`,
    of(
      `const o = { process }, key = ('e' + 'nv') as 'env', g = (p: any): any => p.env.LAW, h = ({ env } = process): any => env.LAW`,
      read,
    ),
    {},
    `process.env.LAW = '1'; ${once}; process.env.LAW = '2'; ${once}; delete process.env.LAW`,
  ]),
  [
    'the home folder by the whole of its module',
    of(`import * as os from 'node:os'\nconst g = (o: any) => o.homedir()`, 'g(os)'),
    {},
    `const home = process.env.HOME; process.env.HOME = '/1'; ${once}; process.env.HOME = '/2'; ${once}; process.env.HOME = home`,
  ],
]
