import { F, of, via, type Row } from '../staleness.js'

export const EDITS_OF_MODULES: Row[] = [
  [
    'a helper two imports away, through a barrel and a namespace',
    via(`import * as all from './barrel.js'`, 'all.h(x)', {
      'barrel.ts': `export * from './h.js'`,
      'h.ts': `import { deep } from './deep.js'\nexport const h = (x: number) => deep(x)`,
      'deep.ts': 'export const deep = (x: number) => x + 1',
    }),
    { 'deep.ts': 'export const deep = (x: number) => x + 2' },
  ],
  [
    'a constant made of another file’s constant',
    via(`import { k } from './b.js'\nconst twice = k * 2`, 'twice', { 'b.ts': 'export const k = 1' }),
    { 'b.ts': 'export const k = 2' },
  ],
  [
    'an imported configuration that is spread',
    via(`import { base } from './b.js'\nconst config = { ...base, more: 1 }`, 'config.size', {
      'b.ts': 'export const base = { size: 1 }',
    }),
    { 'b.ts': 'export const base = { size: 2 }' },
  ],
  [
    'a nested value of JSON',
    via(`import data from './d.json'`, 'data.deep.list[1]', { 'd.json': '{ "deep": { "list": [1, 2] } }' }),
    { 'd.json': '{ "deep": { "list": [1, 3] } }' },
  ],
  [
    '`export *`, then an export of its own that hides it',
    via(`import { h } from './m.js'`, 'h()', { 'm.ts': `export * from './b.js'`, 'b.ts': 'export const h = () => 1' }),
    { 'm.ts': `export * from './b.js'\nexport const h = () => 2` },
  ],
  [
    'a re-export that leads elsewhere',
    via(`import { h } from './m.js'`, 'h()', {
      'm.ts': `export { h } from './b.js'`,
      'b.ts': 'export const h = () => 1',
      'c.ts': 'export const h = () => 2',
    }),
    { 'm.ts': `export { h } from './c.js'` },
  ],
  [
    'a re-export that picks one',
    via(`import { h } from './m.js'`, 'h()', {
      'm.ts': `import * as b from './b.js'\nimport * as c from './c.js'\nexport const h = false ? b.h : c.h`,
      'b.ts': 'export const h = () => 1',
      'c.ts': 'export const h = () => 2',
    }),
    { 'm.ts': `import * as b from './b.js'\nimport * as c from './c.js'\nexport const h = true ? b.h : c.h` },
  ],
  [
    'a `switch` over an imported constant',
    via(`import { MODE } from './b.js'`, `(() => { switch (MODE as string) { case 'a': return 1; default: return 2 } })()`, {
      'b.ts': `export const MODE = 'a'`,
    }),
    { 'b.ts': `export const MODE = 'b'` },
  ],
  [
    'a function that another module registers',
    via(`import './plugin.js'\nimport { registry } from './registry.js'`, `registry.get('k')!(x)`, {
      'registry.ts': 'export const registry = new Map<string, any>()',
      'plugin.ts': `import { registry } from './registry.js'\nregistry.set('k', (x: number) => x + 1)`,
    }),
    { 'plugin.ts': `import { registry } from './registry.js'\nregistry.set('k', (x: number) => x + 2)` },
  ],
  [
    'a helper in .js',
    via(`import { h } from './b.js'`, 'h()', { 'b.js': 'export const h = () => 1' }),
    { 'b.js': 'export const h = () => 2' },
  ],
  [
    'a helper in .mjs',
    via(`import { h } from './b.mjs'`, 'h()', { 'b.mjs': 'export const h = () => 1' }),
    { 'b.mjs': 'export const h = () => 2' },
  ],
  [
    'a helper in .cjs',
    via(`import b from './b.cjs'`, 'b.h()', { 'b.cjs': 'const k = 1; exports.h = () => k' }),
    { 'b.cjs': 'const k = 2; exports.h = () => k' },
  ],
  [
    'a dynamic import',
    {
      'a.ts': `${F}async function f(x: any) { return (await import('./b.js')).h(x) }`,
      'b.ts': 'export const h = (x: number) => x + 1',
    },
    { 'b.ts': 'export const h = (x: number) => x + 2' },
  ],
  [
    'an object of functions of another file',
    via(`import { ops } from './b.js'`, 'ops.h(x)', { 'b.ts': 'export const ops = { h: (x: number) => x + 1 }' }),
    { 'b.ts': 'export const ops = { h: (x: number) => x + 2 }' },
  ],
  [
    'a default export that is an object of functions',
    via(`import api from './b.js'`, 'api.h(x)', { 'b.ts': 'export default { h: (x: number) => x + 1 }' }),
    { 'b.ts': 'export default { h: (x: number) => x + 2 }' },
  ],
  [
    'a default that another file exports once more',
    via(`import { h } from './m.js'`, 'h()', {
      'm.ts': `export { default as h } from './b.js'`,
      'b.ts': 'export default () => 1',
    }),
    { 'b.ts': 'export default () => 2' },
  ],
  [
    'what a dynamic import takes apart',
    {
      'a.ts': `${F}async function f(x: any) { const { h } = await import('./b.js'); return h(x) }`,
      'b.ts': 'export const h = (x: number) => x + 1',
    },
    { 'b.ts': 'export const h = (x: number) => x + 2' },
  ],
  [
    'an import alias',
    of(`namespace N { export const h = () => 1 }\nimport h = N.h`, 'h()'),
    of(`namespace N { export const h = () => 2 }\nimport h = N.h`, 'h()'),
  ],
  [
    'constants by a chain of files with a cycle',
    via(`import { k } from './b.js'`, 'k()', {
      'b.ts': `import { j } from './c.js'\nexport const base = 1\nexport const k = () => j()`,
      'c.ts': `import { base } from './b.js'\nexport const j = () => base + 1`,
    }),
    { 'b.ts': `import { j } from './c.js'\nexport const base = 2\nexport const k = () => j()` },
  ],
  [
    'a global patched by an imported file',
    via(`import './p.js'`, `(globalThis as any).lawHelper()`, { 'p.ts': `(globalThis as any).lawHelper = () => 1` }),
    { 'p.ts': `(globalThis as any).lawHelper = () => 2` },
  ],
  [
    'a global patched two imports away',
    via(`import './q.js'`, `(globalThis as any).lawHelper2()`, {
      'q.ts': `import './p.js'`,
      'p.ts': `(globalThis as any).lawHelper2 = () => 1`,
    }),
    { 'p.ts': `(globalThis as any).lawHelper2 = () => 2` },
  ],
  [
    'a helper of an object without a name, in a file with a default export',
    `const rate = () => 1\nconst list: any[] = []\nlist.push({ help() { return rate() }, /** @cache */ m() { return this.help() } })\nexport default 5\nexport const g = () => list[0].m()`,
    `const rate = () => 2\nconst list: any[] = []\nlist.push({ help() { return rate() }, /** @cache */ m() { return this.help() } })\nexport default 5\nexport const g = () => list[0].m()`,
    'say(() => a.g())',
  ],
  [
    'a helper in a namespace with two names',
    of('namespace N.M { const k = 1; export const h = () => k }', 'N.M.h()'),
    of('namespace N.M { const k = 2; export const h = () => k }', 'N.M.h()'),
  ],
  [
    'what a namespace exports',
    of('namespace N { export const k = 1; const j = 2 }', 'Object.keys(N).length'),
    of('namespace N { export const k = 1; export const j = 2 }', 'Object.keys(N).length'),
  ],
]
