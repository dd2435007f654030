import { f, testEdits, type Edit, type Files } from './edited-project.js'

const config = (options: string, extended = '') => `{ ${extended} "compilerOptions": { ${options} } }`
const withConfig = (source: Files, options: string): Files => ({ ...source, 'tsconfig.json': config(options) })

const decorated: Files = { 'a.ts': f('return C', 'const d = (v) => v\nclass C { @d m() {} }') }
const cached: Files = { 'a.ts': f('return C', `import { cache } from '@cachecache/runtime'\nclass C { @cache m() {} }`) }
const fields: Files = { 'a.ts': f('return C', 'class C { n = 1 }') }
const jsx: Files = { 'a.tsx': `/** @cache */\nexport function f(x) { return <b>{x}</b> }` }
const plain: Files = { 'a.ts': f('return x') }

testEdits('settings of the compiler', [
  [
    'experimentalDecorators, with a decorator',
    'other',
    withConfig(decorated, ''),
    withConfig(decorated, '"experimentalDecorators": true'),
  ],
  [
    'experimentalDecorators, with a cacher alone',
    'same',
    withConfig(cached, ''),
    withConfig(cached, '"experimentalDecorators": true'),
  ],
  [
    'useDefineForClassFields, with fields',
    'other',
    withConfig(fields, ''),
    withConfig(fields, '"useDefineForClassFields": false'),
  ],
  [
    'its default written out',
    'same',
    withConfig(fields, '"target": "ES2022"'),
    withConfig(fields, '"target": "ES2022", "useDefineForClassFields": true'),
  ],
  ['jsx, with JSX', 'other', withConfig(jsx, '"jsx": "react-jsx"'), withConfig(jsx, '"jsx": "react"')],
  [
    'jsxImportSource, with JSX',
    'other',
    withConfig(jsx, '"jsx": "react-jsx"'),
    withConfig(jsx, '"jsx": "react-jsx", "jsxImportSource": "preact"'),
  ],
  ['a pragma', 'other', jsx, { 'a.tsx': `/** @jsxImportSource preact */\n${jsx['a.tsx'] as string}` }],
  ['strict', 'same', withConfig(plain, ''), withConfig(plain, '"strict": true')],
  [
    'through `extends`',
    'other',
    { ...fields, 'tsconfig.json': config('', '"extends": "./base.json",'), 'base.json': config('') },
    { 'base.json': config('"useDefineForClassFields": false') },
  ],
] satisfies Edit[])

const manifest = (name: string, version: string, rest = '') =>
  `{ "name": "${name}", "version": "${version}", "main": "i.js"${rest} }`
const usesDep: Files = {
  'a.ts': `import { z } from 'dep'\n${f('return z')}`,
  'node_modules/dep/package.json': manifest(
    'dep',
    '1.0.0',
    ', "dependencies": { "deep": "*", "loop": "*" }, "peerDependencies": { "peer": "*" }, "optionalDependencies": { "absent": "*" }',
  ),
  'node_modules/dep/i.js': 'export const z = 1',
  'node_modules/deep/package.json': manifest('deep', '1.0.0'),
  'node_modules/loop/package.json': manifest('loop', '1.0.0', ', "dependencies": { "dep": "*" }'),
  'node_modules/peer/package.json': manifest('peer', '1.0.0'),
}

const installed = (name: string, code: string, rest = '"type": "module"'): Files => ({
  [`node_modules/${name}/package.json`]: manifest(name, '1.0.0', `, ${rest}`),
  [`node_modules/${name}/i.js`]: code,
})

const lock = (digit: string): string =>
  JSON.stringify({ packages: { 'node_modules/deep': { resolved: `git+ssh://git@example.org/deep.git#${digit.repeat(40)}` } } })

/** What package managers write about `deep` of a repository, or of a file that isn't a registry's. */
const RECORDS: Record<string, (digit: string) => Files> = {
  'npm, before the installation': (digit) => ({ 'package-lock.json': lock(digit) }),
  'npm, a tarball': (digit) => ({
    'node_modules/.package-lock.json': `{ "packages": { "node_modules/deep": { "resolved": "file:deep-1.0.0.tgz", "integrity": "sha512-${digit}" } } }`,
  }),
  yarn: (digit) => ({
    'node_modules/.yarn-state.yml': `"deep@https://example.org/deep.git#commit=${digit.repeat(40)}":\n  locations: []\n`,
  }),
  'yarn 1': (digit) => ({
    'node_modules/.yarn-integrity': `{ "lockfileEntries": { "deep@u/deep": "https://codeload.github.com/u/deep/tar.gz/${digit.repeat(40)}" } }`,
  }),
  'yarn 1, before the installation': (digit) => ({
    'yarn.lock': `"deep@u/deep":\n  version "1.0.0"\n  resolved "https://codeload.github.com/u/deep/tar.gz/${digit.repeat(40)}"\n`,
  }),
  'pnpm without links': (digit) => ({
    'node_modules/.pnpm/lock.yaml': `packages:\n\n  deep@https://codeload.github.com/u/deep/tar.gz/${digit.repeat(40)}:\n    version: 1.0.0\n`,
  }),
  bun: (digit) => ({ 'bun.lock': `{ "packages": { "deep": ["deep@github:u/deep#${digit.repeat(7)}", {}] } }` }),
}

const usesIt = (named: string): Files => ({ 'a.ts': `import { ${named}\n${f('return k')}` })
const several: Files = {
  'node_modules/dep/package.json':
    '{ "name": "dep", "version": "1.0.0", "exports": { ".": { "a": "./a.js", "default": "./i.js" }, "./b": "./b.js" } }',
  'node_modules/dep/i.js': 'export const k = 1, l = 2',
  'node_modules/dep/a.js': 'export const k = 3',
  'node_modules/dep/b.js': 'export const k = 4',
}

testEdits('what is taken of a package', [
  ['another export', 'other', { ...several, ...usesIt(`k } from 'dep'`) }, usesIt(`l as k } from 'dep'`)],
  ['the default export', 'other', { ...several, ...usesIt(`k } from 'dep'`) }, usesIt(`default as k } from 'dep'`)],
  ['another module', 'other', { ...several, ...usesIt(`k } from 'dep'`) }, usesIt(`k } from 'dep/b'`)],
  [
    'another export, through a re-export',
    'other',
    { ...several, ...usesIt(`k } from './r.js'`), 'r.ts': `export { k } from 'dep'` },
    { 'r.ts': `export { l as k } from 'dep'` },
  ],
  ['another export of a Node module', 'other', usesIt(`join as k } from 'node:path'`), usesIt(`resolve as k } from 'node:path'`)],
] satisfies Edit[])

testEdits('packages', [
  ['a dependency', 'other', usesDep, { 'node_modules/deep/package.json': manifest('deep', '1.0.1') }],
  [
    'one that depends on it in turn',
    'other',
    usesDep,
    { 'node_modules/loop/package.json': manifest('loop', '1.0.1', ', "dependencies": { "dep": "*" }') },
  ],
  ['an installed peer', 'other', usesDep, { 'node_modules/peer/package.json': manifest('peer', '1.0.1') }],
  [
    'one that its code asks for without declaring it',
    'other',
    {
      ...usesDep,
      'node_modules/dep/i.js': `export * from './lib'`,
      'node_modules/dep/lib.js': `import 'hidden'\nexport const v = 1`,
      'node_modules/hidden/package.json': manifest('hidden', '1.0.0'),
    },
    { 'node_modules/hidden/package.json': manifest('hidden', '1.0.1') },
  ],
  ...(
    [
      ['of a dependency', { 'node_modules/deep/i.js': `export * from 'hidden'` }, ''],
      ['of an undeclared one', { 'node_modules/dep/i.js': `import 'other'`, ...installed('other', `import 'hidden'`) }, ''],
      ['of a path in it', { 'node_modules/dep/sub.js': `import 'hidden'` }, '/sub.js'],
      [
        'of what a path in it imports',
        { 'node_modules/dep/sub.js': `import './lib'`, 'node_modules/dep/lib.js': `import 'hidden'` },
        '/sub.js',
      ],
      [
        'of another entry',
        {
          ...installed('dep', '', '"exports": { ".": "./i.js", "./sub": { "import": "./sub.js", "node": "./sub.cjs" } }'),
          'node_modules/dep/sub.js': 'export const z = 1',
          'node_modules/dep/sub.cjs': `require('hidden')`,
        },
        '/sub',
      ],
      [
        'of a path in a dependency',
        { 'node_modules/dep/i.js': `import 'deep/sub'`, 'node_modules/deep/sub.js': `import 'hidden'` },
        '',
      ],
      [
        'of a folder with a manifest in a dependency',
        {
          'node_modules/dep/i.js': `import 'deep/sub'`,
          'node_modules/deep/sub/package.json': '{ "main": "m.js" }',
          'node_modules/deep/sub/m.js': `import 'hidden'`,
        },
        '',
      ],
      [
        'of an entry with `*` of a dependency',
        {
          'node_modules/dep/i.js': `import 'deep/sub/x'`,
          ...installed('deep', '', '"exports": { "./sub/*": "./lib/*.js" }'),
          'node_modules/deep/lib/x.js': `import 'hidden'`,
        },
        '',
      ],
      [
        'through `imports` of its manifest',
        {
          ...installed('dep', `import '#x'`, '"imports": { "#x": { "node": "./x.js" } }'),
          'node_modules/dep/x.js': `import 'hidden'`,
        },
        '',
      ],
    ] satisfies [string, Files, string][]
  ).map(([name, files, at]): Edit => [
    `an undeclared one ${name}`,
    'other',
    { ...usesDep, 'a.ts': `import { z } from 'dep${at}'\n${f('return z')}`, ...files, ...installed('hidden', '') },
    { 'node_modules/hidden/package.json': manifest('hidden', '1.0.1') },
  ]),
  [
    'an undeclared one of a path in it that is not imported',
    'same',
    { ...usesDep, 'node_modules/dep/sub.js': `import 'hidden'`, ...installed('hidden', '') },
    { 'node_modules/hidden/package.json': manifest('hidden', '1.0.1') },
  ],
  [
    'another commit from git',
    'other',
    { ...usesDep, 'node_modules/.package-lock.json': lock('a') },
    { 'node_modules/.package-lock.json': lock('b') },
  ],
  ...Object.entries(RECORDS).map(([manager, record]): Edit => [
    `another commit, as ${manager} tells`,
    'other',
    { ...usesDep, ...record('a') },
    record('b'),
  ]),
  [
    'generated code of a package',
    'other',
    {
      ...usesDep,
      'node_modules/dep/i.js': `export * from '.made/client'`,
      'node_modules/.made/client/package.json': manifest('made-1', '1.0.0'),
    },
    { 'node_modules/.made/client/package.json': manifest('made-2', '1.0.0') },
  ],
  [
    'another package of the lock file',
    'same',
    { ...usesDep, 'node_modules/.package-lock.json': lock('a') },
    {
      'node_modules/.package-lock.json': lock('a').replace(
        '}}',
        `},"node_modules/x":{"resolved":"git+ssh://x#${'c'.repeat(40)}"}}`,
      ),
    },
  ],
  ['an optional one that is installed', 'other', usesDep, { 'node_modules/absent/package.json': manifest('absent', '1.0.0') }],
  [
    'a nested copy, which is the one that resolves',
    'other',
    usesDep,
    { 'node_modules/dep/node_modules/deep/package.json': manifest('deep', '2.0.0') },
  ],
  [
    'another version behind an `export *`',
    'other',
    { ...usesDep, 'a.ts': `import { z } from './m'\n${f('return z')}`, 'm.ts': `export * from 'dep'` },
    { 'node_modules/dep/package.json': manifest('dep', '1.0.1') },
  ],
  [
    'a statement that extends it',
    'other',
    { ...usesDep, 'a.ts': `import z from 'dep'\nz.extend(1)\n${f('return z')}` },
    { 'a.ts': `import z from 'dep'\nz.extend(2)\n${f('return z')}` },
  ],
  [
    'a setting of it',
    'other',
    { ...usesDep, 'a.ts': `import * as z from 'dep'\nz.defaults.timeout = 1\n${f('return z.get(x)')}` },
    { 'a.ts': `import * as z from 'dep'\nz.defaults.timeout = 2\n${f('return z.get(x)')}` },
  ],
  [
    'a setting of another one',
    'same',
    { ...usesDep, 'a.ts': `import z from 'dep'\nimport q from 'deep'\nq.timeout = 1\n${f('return z')}` },
    { 'a.ts': `import z from 'dep'\nimport q from 'deep'\nq.timeout = 2\n${f('return z')}` },
  ],
  [
    'a member that a statement gives to JSON',
    'other',
    { 'a.ts': `import z from './d.json'\nz.k = 1\n${f('return z.k')}`, 'd.json': '{}' },
    { 'a.ts': `import z from './d.json'\nz.k = 2\n${f('return z.k')}` },
  ],
  [
    'a package that is imported and not used',
    'same',
    { ...usesDep, 'a.ts': `import { z } from 'dep'\n${f('return 1')}` },
    { 'node_modules/dep/package.json': manifest('dep', '1.0.1') },
  ],
  [
    'a package without a version: its files',
    'other',
    { ...usesDep, 'node_modules/dep/package.json': '{ "name": "dep", "main": "i.js" }' },
    { 'node_modules/dep/i.js': 'export const z = 2' },
  ],
  ['cachecache itself', 'same', f('return x'), f('return x', `import '@cachecache/runtime'`)],
])

const workspace = (value: number, exports: string): Files => ({
  'a.ts': `import { z } from 'w'\n${f('return z()')}`,
  'pk/w/package.json': `{ "name": "w", "version": "1.0.0", "exports": ${exports} }`,
  'pk/w/src/i.ts': `export const z = () => ${value}`,
  'node_modules/w': { link: 'pk/w' },
})

testEdits('packages of the workspace', [
  ['sources', 'other', workspace(1, '"./src/i.ts"'), { 'pk/w/src/i.ts': 'export const z = () => 2' }],
  [
    'an unbuilt one that names its sources for types',
    'other',
    workspace(1, '{ ".": { "types": "./src/i.ts", "default": "./dist/i.js" } }'),
    { 'pk/w/src/i.ts': 'export const z = () => 2' },
  ],
  [
    'its version',
    'same',
    workspace(1, '"./src/i.ts"'),
    { 'pk/w/package.json': '{ "name": "w", "version": "2.0.0", "exports": "./src/i.ts" }' },
  ],
])
