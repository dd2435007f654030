import { cp } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { bundlers } from '../support/bundlers.js'
import { runNode } from '../support/run-node.js'
import { scratchProject } from '../support/scratch.js'

const { resolve } = createRequire(import.meta.url)
/** The folder two levels above a package's main file. */
const folderOf = (name: string) => dirname(dirname(resolve(name)))
const esbuild = bundlers.find(({ name }) => name === 'esbuild')!

interface Library {
  /** The copied sources, and where they are copied to. */
  sources: [from: string, to: string]
  isCommonJs?: true
  /** `app.ts`: what a user would tag. */
  app: string
  input: (index: number) => string
}

const words = ['alpha', 'beta', 'gamma']
const json = (i: number): string => `// ${i}
{ n: ${i}, "v": [0xff, .5, '${words[i % 3]}', ${i % 2 ? 'null' : '{ $d: "x\\u0041y" }'}], /* c */ w: ${i % 5 ? '+Infinity' : '-1e3'} }`

/** Compilers and renderers. The first two keep all their state in module variables. */
const LIBRARIES: { [name: string]: Library } = {
  json5: {
    sources: [join(folderOf('json5'), 'lib'), 'lib'],
    isCommonJs: true,
    app: `import JSON5 from './lib/index.js'
/** @cache */ export function readConfig(src: string) { return JSON5.parse(src) }
/** @cache */ export function format(src: string) { return JSON5.stringify(JSON5.parse(src), null, 2) }`,
    input: json,
  },
  'es-module-lexer': {
    sources: [join(folderOf('es-module-lexer'), 'lexer.js'), 'lexer.js'],
    app: `import { parse } from './lexer.js'
/** @cache */ export function importsOf(src: string): unknown { return parse(src) }`,
    input: (i) => `import a${i} from './m${i}.js'
import * as n from "n"
export const x${i} = 1, y = { z: /a\\/b/g, ${words[i % 3]}: \`t\${1}\` }
const d = await import('./d${i % 7}.js')
export { q as r } from './q.js'
export default function f${i}() { return x${i} }`,
  },
  commonmark: {
    sources: [join(folderOf('commonmark'), 'lib'), 'lib'],
    app: `import { Parser, HtmlRenderer } from './lib/index.js'
/** @cache */ export function renderPost(src: string): string { return new HtmlRenderer().render(new Parser().parse(src)) }
/** @cache */ export function countNodes(src: string): number { let n = 0; for (const walker = new Parser().parse(src).walker(); walker.next();) n++; return n }`,
    input: (i) =>
      `# Doc ${i}\n\n- ${words[i % 3]} **b** _i_ \`c\`\n  - [l](http://x.y/${i} "t")\n\n> q ${i}\n\n\`\`\`js\nconst a = ${i}\n\`\`\`\n`,
  },
  'jsonc-parser': {
    sources: [join(folderOf('jsonc-parser'), 'esm'), 'lib'],
    app: `import { parse, format, stripComments } from './lib/main.js'
/** @cache */ export function read(src: string): unknown { return parse(src) }
/** @cache */ export function edits(src: string): unknown { return format(src, undefined, { tabSize: 2, insertSpaces: true }) }
/** @cache */ export function strip(src: string): string { return stripComments(src) }`,
    input: json,
  },
}

const COUNT = 100
/** Calls each tagged function with all inputs, in an order that `ORDER` gives. */
const main = (inputs: readonly string[]) => `import { subscribe } from 'node:diagnostics_channel'
import * as app from './app.js'
const inputs: string[] = ${JSON.stringify(inputs)}
let hits: { [name: string]: number } = {}
subscribe('cachecache:call', ({ id, status }: any) => { if (status === 'hit') hits[id.split('#')[1]] = (hits[id.split('#')[1]] ?? 0) + 1 })
const step = Number(process.env.ORDER)
const results = Object.entries(app).map(([name, fn]: [string, any]) => {
  const found: unknown[] = []
  for (let i = 0; i < ${COUNT}; i++) { const at = (i * step) % ${COUNT}; found[at] = fn(inputs[at]) }
  return [name, found]
})
console.log('result ' + JSON.stringify({ results, hits, names: Object.keys(app) }))`

test.each(Object.keys(LIBRARIES))('%s hits in a second process', async (name) => {
  const { sources, isCommonJs, app, input } = LIBRARIES[name]!
  const inputs = Array.from({ length: COUNT }, (_, index) => input(index))
  const project = await scratchProject({ 'src/app.ts': app, 'src/main.ts': main(inputs) })
  await cp(sources[0], project.path(join('src', sources[1])), { recursive: true })
  if (isCommonJs) await project.write({ [`src/${sources[1]}/package.json`]: '{ "type": "commonjs" }' })
  const { file } = await esbuild.build(project.folder, { root: project.folder })
  const run = async (step: number, env = {}) => (await runNode(project, [file], { ORDER: String(step), ...env })).result
  const without = await run(1, { CACHECACHE: 'off' })
  const first = await run(1)
  const second = await run(37)
  expect(first.results).toEqual(without.results)
  expect(second.results).toEqual(without.results)
  for (const tagged of second.names as string[]) {
    const hits: number = second.hits[tagged] ?? 0
    console.log(`${name} ${tagged}: ${hits} of ${COUNT} inputs hit in a second process`)
    expect(hits, tagged).toBeGreaterThanOrEqual(COUNT * 0.95)
  }
})
