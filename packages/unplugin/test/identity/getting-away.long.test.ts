import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { describeFunction } from '../../src/describe/describe-function.js'
import { findTaggedFunctions } from '../../src/find/find-tagged-functions.js'
import { createProject } from '../../src/identity/project.js'
import { FUNCTIONS, METHODS, type Builtin } from '../../src/summary/values/builtins.js'
import { withProject } from './edited-project.js'

// Every built-in of the table x every syntax by which an object can get away: wherever code that nobody knows gets hold of a module's
// object, what a tagged function reads of it may change.

/** Statements that hand `v`, with all that it holds, to whoever `sink` is or who calls. */
const HANDED = [
  'sink(v)',
  'sink?.(v)',
  'new sink(v)',
  'sink`${v}`',
  'sink(...[v])',
  'sink.x(v)',
  'sink.x = v',
  'sink[0] = v',
  'sink.x ??= v',
  'sink.x ||= v',
  '[sink.x] = [v]',
  '({ a: sink.x } = { a: v })',
  '({ a: sink.x = v } = {})',
  'for (sink.x of [v]);',
  'for (const a of [v]) sink(a)',
  'const { a } = { a: v }; sink(a)',
  'const [a = v] = []; sink(a)',
  'let a; a = v; sink(a)',
  'var a = sink ? v : 0; sink(a)',
  'const a = sink && v; sink(a)',
  'sink((0, v))',
  'return v',
  'return [v]',
  'return { a: v }',
  'return () => v',
  'return { get a() { return v } }',
  'return class { a = v }',
  'return class { static a = v }',
  'return class { accessor a = v }',
  'return class { constructor(public a = v) {} }',
  'return class { static { sink(v) } }',
  'return class extends sink(v) {}',
  'return ((a = v) => sink(a))()',
  'return <a b={v} />',
  'return <a {...{ v }} />',
  'return <a>{v}</a>',
  'throw v',
  'try { throw v } catch (a) { sink(a) }',
  'return function* () { yield v }',
  'return function* () { yield* [v] }',
  'return async () => await v',
  'return async function () { for await (const a of [v]) sink(a) }',
  'label: { sink(v); break label }',
  'switch (v) { default: sink(v) }',
  '@sink(v) class A {}',
]

/** Those that change `v` itself. */
const CHANGED = [
  'v.n = 2',
  'v.n++',
  'v.n += 1',
  'delete v.n',
  'v[sink] = 2',
  '[v.n] = [2]',
  'for (v.n in { a: 1 });',
  '(v as any)!.n = 2',
  'Object.assign(v, { n: 2 })',
  'Object.defineProperty(v, "n", { value: 2 })',
  'Reflect.set(v, "n", 2)',
  'Object.setPrototypeOf(v, sink)',
]

/** Where what is returned goes nowhere. */
const INSIDE = [...HANDED.filter((way) => !way.startsWith('return ')), ...CHANGED]

/** What holds `{ n: 1 }`, and how a tagged function reads that. */
const HOLDERS: Record<string, { make: string; read: (name: string) => string }> = {
  array: { make: '[{ n: 1 }]', read: (name) => `${name}[0].n` },
  map: { make: 'new Map([["k", { n: 1 }]])', read: (name) => `${name}.get("k").n` },
  object: { make: '{ k: { n: 1 } }', read: (name) => `${name}.k.n` },
}

const holdsNothing = (result: Builtin['result']): boolean => /^(primitive|list|new)$/.test(result)

/** Code by which a built-in gives out `v`, from a holder called `rows`. */
function sources(call: (args: string) => string, { result, passes, callback = 0 }: Builtin, first: string[]): string[] {
  const withCallback = (body: string) =>
    call([...first, ...Array.from({ length: callback - first.length }, () => '0'), body].join(', '))
  const found = (passes ?? []).flatMap((what, index) => {
    const parameters = Array.from({ length: index + 1 }, (_, at) => (at === index ? 'v' : `p${at}`)).join(', ')
    const isPart = what === 'contents' || what === 'self'
    return isPart ? INSIDE.map((way) => withCallback(`function (${parameters}) { ${way} }`)) : []
  })
  const args = passes ? withCallback('(a) => a') : call([...first, '0', '0'].join(', '))
  // What changes a new object around the same contents changes nothing of theirs.
  const ways = holdsNothing(result) ? [] : /^(self|contents)$/.test(result) ? [...HANDED, ...CHANGED] : HANDED
  return [...found, ...ways.map((way) => `const v = ${args}; ${way}`)]
}

/** Each with a name of its own, so that one file holds a whole row of the matrix. */
function misses(kind: string, cases: string[]): string[] {
  const { make, read } = HOLDERS[kind]!
  const code = cases
    .map((body, index) => {
      const rows = `rows${index}`
      return `const ${rows} = ${make}\n/** @cache { pure: false } */ export function f${index}() { return ${read(rows)} }\nexport function g${index}(sink: any) { ${body.replaceAll('rows', rows)} }`
    })
    .join('\n')
  return withProject({ 'a.tsx': code }, (root) => {
    const project = createProject({ root })
    const file = path.join(root, 'a.tsx')
    const module = project.module(file, readFileSync(file, 'utf8'))
    expect(module.errors).toEqual([])
    const { tagged } = findTaggedFunctions(module, { isCacher: project.isCacher.bind(project) })
    expect(tagged).toHaveLength(cases.length)
    return tagged.flatMap((fn, index) => {
      const { inputs, uncached } = project.identify(describeFunction(fn))
      return inputs.some(({ constant }) => !constant) || uncached !== undefined ? [] : [cases[index]!]
    })
  })
}

test.each(Object.keys(HOLDERS))('what a holder holds, and itself: %s', (kind) => {
  const held = { array: 'rows[0]', map: 'rows.get("k")', object: 'rows.k' }[kind]
  const same = ['const v = rows', `const v = ${held}`, 'const [v] = [rows]', 'const { a: v = rows } = {}', 'let v; v = rows']
  const copies = ['const v = { ...rows }', 'const v = [rows]', 'const v = { a: rows }']
  const programs = [
    ...same.flatMap((text) => [...HANDED, ...CHANGED].map((way) => `${text}; ${way}`)),
    ...copies.flatMap((text) => HANDED.map((way) => `${text}; ${way}`)),
  ]
  expect(misses(kind, programs)).toEqual([])
})

const methods = ['array', 'map'].flatMap((kind) =>
  Object.entries(METHODS[kind]!).map(([name, record]) => [kind, name, record] as const),
)
test.each(methods.filter(([, , { result, passes }]) => !holdsNothing(result) || passes))(
  '%s.%s gives it out',
  (kind, name, record) => {
    expect(
      misses(
        kind,
        sources((args) => `rows.${name}(${args})`, record, []),
      ),
    ).toEqual([])
  },
)

test.each(methods.filter(([, , { mutates }]) => mutates))('%s.%s changes it', (kind, name) => {
  expect(misses(kind, [`rows.${name}(0)`])).toEqual([])
})

const functions = Object.entries(FUNCTIONS).filter(([, { result, passes }]) => !holdsNothing(result) || passes)
test.each(functions)('%s gives out what it is given', (name, record) => {
  for (const kind of ['array', 'object']) {
    if (name === 'JSON.parse' || (/groupBy|from$/.test(name) && kind === 'object')) continue
    if (name === 'structuredClone') continue
    expect(
      misses(
        kind,
        sources((args) => `${name}(${args})`, record, ['rows']),
      ),
    ).toEqual([])
  }
})
