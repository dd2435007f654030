import esbuild from 'esbuild'
import { expect, test } from 'vitest'
import esbuildPlugin from '@cachecache/unplugin/esbuild'
import { esbuildSettings } from '../support/bundlers.js'
import { runNode } from '../support/run-node.js'
import { scratchProject } from '../support/scratch.js'

interface Circle {
  /** A module that each `a` begins with, and what `b` exports. They import each other. */
  a?: string
  b: string
  /** What the tagged function imports of `b`, and what it returns. */
  imports?: string
  body: string
  uncached?: true
}

// In a bundle `const` may be `var`, so what is read too early is undefined.
const CIRCLES: Record<string, Circle> = {
  variable: { b: `import { a } from './a.js'\nexport const b = 'b' + a`, body: `b` },
  object: { b: `import { a } from './a.js'\nexport const b = { x: { y: a } }`, body: `String(b.x.y)` },
  chain: { b: `import { a } from './a.js'\nconst inner = a\nexport const b = [inner, 1].join()`, body: `b` },
  calledFunction: { b: `import { get } from './a.js'\nexport const b = 'b' + get()`, body: `b` },
  kind: { b: `import { a } from './a.js'\nexport const b = typeof a`, body: `b` },
  namespace: { b: `import * as all from './a.js'\nexport const b = 'b' + all.a`, body: `b` },
  throughBarrel: { b: `import { a } from './barrel.js'\nexport const b = 'b' + a`, body: `b` },
  defaultExport: { b: `import { a } from './a.js'\nexport default 'b' + a\nexport const b = 1`, imports: `b`, body: `b` },
  enumeration: { b: `import { a } from './a.js'\nexport enum b { X = \`e\${a}\` as never }`, body: `String(b.X)` },
  staticField: { b: `import { a } from './a.js'\nexport class b { static rate = 'r' + a }`, body: `b.rate` },
  table: {
    b: `import { get } from './a.js'\nimport { K } from './a.js'\nexport const b = { get, K }`,
    body: `b.K ? new b.K().n : 'none'`,
  },
  computedKey: {
    b: `import { a } from './a.js'\nexport class b { ['m' + a]() { return 1 } }`,
    body: `Object.getOwnPropertyNames(b.prototype).join()`,
    uncached: true,
  },
  baseClass: {
    b: `import { K } from './a.js'\nexport class b extends (K ?? Object) { m() { return String((this as { n?: number }).n) } }`,
    body: `new b().m()`,
    uncached: true,
  },
}

const REQUIRED: Record<string, Circle> = {
  member: { b: `const { get } = require('./a.cjs')\nexports.b = () => get ? get() : 'none'`, body: `b()` },
  replaced: {
    a: `const { b } = require('./b.cjs')\nmodule.exports = { get: () => 'a' }`,
    b: `const all = require('./a.cjs')\nexports.b = () => all.get ? all.get() : 'none'`,
    body: `b()`,
  },
}

const A = `import { b } from './b.js'\nexport const a = 'a'\nexport function get() { return a }\nexport class K { n = 1 }\nexport const useB = () => b`
const A_REQUIRED = `const { b } = require('./b.cjs')\nexports.get = () => 'a'`

const all = [
  ...Object.entries(CIRCLES).map(([name, circle]) => ({ name, circle, suffix: 'ts' })),
  ...Object.entries(REQUIRED).map(([name, circle]) => ({ name: `required_${name}`, circle, suffix: 'cjs' })),
]

/** @param first which module of each circle the program imports first */
function mainOf(first: 'a' | 'b'): string {
  const names = all.map(({ name }) => name)
  return `${all.map(({ name, suffix }) => `import './${name}/${first}.${suffix === 'ts' ? 'js' : 'cjs'}'`).join('\n')}
${names.map((name) => `import * as $${name} from './${name}/report.js'`).join('\n')}
const all = { ${names.map((name) => `${name}: $${name}`).join(', ')} }
console.log('result ' + JSON.stringify(Object.entries(all).map(([name, { report, raw }]) => [name, report(1), raw(1)])))`
}

test('a value that depends on which module of an import circle runs first is never an old one', async () => {
  const files: Record<string, string> = { 'src/main-a.ts': mainOf('a'), 'src/main-b.ts': mainOf('b') }
  for (const { name, circle, suffix } of all) {
    const { a = suffix === 'ts' ? A : A_REQUIRED, b, imports = '{ b }', body } = circle
    files[`src/${name}/a.${suffix}`] = a
    files[`src/${name}/b.${suffix}`] = b
    files[`src/${name}/barrel.ts`] = `export * from './b.js'\nexport * from './a.js'`
    files[`src/${name}/report.ts`] = `import ${imports} from './b.${suffix === 'ts' ? 'js' : 'cjs'}'
/** @cache */
export function report(x: number): unknown { console.log('ran ${name}'); return ${body} }
export const raw = (x: number): unknown => ${body}`
  }
  const project = await scratchProject(files)
  const run = async (first: 'a' | 'b') => {
    await esbuild.build({
      ...esbuildSettings(project.folder, [esbuildPlugin()]),
      entryPoints: [project.path(`src/main-${first}.ts`)],
    })
    return runNode(project, ['dist/main.mjs'])
  }
  const before = await run('b')
  const after = await run('a')
  const again = await run('a')
  expect(before.stderr + after.stderr).not.toContain('Error')
  for (const { result } of [before, after, again])
    expect(result.filter(([, cached, raw]: unknown[]) => cached !== raw)).toEqual([])
  // Else the order didn't matter, and the case shows nothing.
  const same = before.result.filter(([name, , raw]: unknown[], at: number) => raw === after.result[at][2] && name)
  expect(same).toEqual([])
  expect(again.ran).toEqual(all.filter(({ circle }) => circle.uncached).map(({ name }) => name))
})
