import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProject, type Project } from '../../src/identity/project.js'
import { identify } from './identity-of.js'

/** Functions of a real library, one to a file, each over a web of small files. */
const TAGGED = (
  'iteratee orderBy flatMapDeep omitBy every reduce filter transform mapValues findKey dropWhile sumBy conforms cloneDeep isMatch isEqual ' +
  'wrap curry flip template update has zipObjectDeep set unset uniqWith toArray get sampleSize includes memoize isEmpty shuffle mixin ' +
  'truncate forIn padEnd values split trim repeat chunk random throttle debounce deburr words parseInt unzip flattenDepth once inRange'
).split(' ')

let root: string
let project: Project
let base: Map<string, string>
const sources = new Map<string, string>()
/** By tagged function, the files that its imports lead to: read off the import statements, not from identities. */
const reached = new Map<string, Set<string>>()

const fileOf = (name: string) => path.join(root, 'src', `${name}.ts`)
const restore = (name: string) => writeFileSync(fileOf(name), sources.get(name)!)
const versions = () => new Map(TAGGED.map((name) => [name, identify(project, fileOf(name), name).version]))

function importsOf(source: string): string[] {
  return [...source.matchAll(/^import .* from '\.\/(\w+)\.js';$/gm)].map((match) => match[1]!)
}

function closureOf(name: string): Set<string> {
  const seen = new Set([name])
  for (const file of seen) for (const imported of importsOf(sources.get(file)!)) seen.add(imported)
  return seen
}

/** The binding that a file exports. */
const mainOf = (source: string) => /^export default (\w+);$/m.exec(source)?.[1]

/** Changes what the exported function does, or what the exported value is. */
function mutate(source: string): string {
  const main = mainOf(source)!
  const asFunction = source.replace(
    new RegExp(`^(function ${main}\\([^)]*\\) \\{)`, 'm'),
    '$1 if (arguments.length > 90) return;',
  )
  return asFunction === source ? source.replace(new RegExp(`^var ${main} = `, 'm'), '$&0 || ') : asFunction
}

/** Types where none were, a comment in every function, and another lay-out. */
function decorate(source: string): string {
  const typed = source.replace(/^function (\w+)\(([^)]*)\) \{/gm, (_all, name: string, params: string) => {
    const annotated = params.split(', ').map((param) => (param && !param.startsWith('...') ? `${param}: any` : param))
    return `function ${name}(\n  ${annotated.join(',\n  ')}\n): any { // as before\n`
  })
  return `/* moved */ import type { Buffer as Unused } from 'node:buffer';\n\n${typed}\nexport type Added = string;\n`
}

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'cachecache-mutation-'))
  mkdirSync(path.join(root, 'src'))
  writeFileSync(path.join(root, 'package.json'), '{ "name": "library" }')
  const library = path.dirname(createRequire(import.meta.url).resolve('lodash-es/package.json'))
  for (const file of readdirSync(library).filter((name) => name.endsWith('.js'))) {
    const name = file.slice(0, -3)
    const source = readFileSync(path.join(library, file), 'utf8')
    sources.set(
      name,
      TAGGED.includes(name) ? source.replace(new RegExp(`^function ${name}\\(`, 'm'), '/** @cache */\n$&') : source,
    )
  }
  for (const name of sources.keys()) restore(name)
  for (const name of TAGGED) reached.set(name, closureOf(name))
  project = createProject({ root })
}, 60_000)
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('a real library under edits', () => {
  test('every edit of reached code moves the version, and no other does', { timeout: 900_000 }, () => {
    base = versions()
    const all = [...new Set([...reached.values()].flatMap((closure) => [...closure]))].toSorted()
    // All 330 take minutes; every one of them is right, too.
    const files = process.env['MUTATE_ALL'] ? all : all.filter((_file, index) => index % 9 === 0)
    const score = { moved: 0, mustMove: 0, kept: 0, mustKeep: 0 }
    const wrong: string[] = []
    const count = (what: string, mustMove: (name: string) => boolean) => {
      for (const [name, version] of versions()) {
        const moved = version !== base.get(name)
        if (mustMove(name)) {
          score.mustMove++
          if (moved) score.moved++
          else wrong.push(`${name} kept its version: ${what}`)
        } else {
          score.mustKeep++
          if (!moved) score.kept++
          else wrong.push(`${name} moved: ${what}`)
        }
      }
    }
    for (const file of files) {
      const source = sources.get(file)!
      if (mainOf(source) === undefined) continue
      const mutated = mutate(source)
      expect(mutated, `${file} has something to mutate`).not.toBe(source)
      writeFileSync(fileOf(file), mutated)
      count(`${file} edited`, (name) => reached.get(name)!.has(file))
      writeFileSync(fileOf(file), `${decorate(source)}\nexport function neighbour() { return 1; }\n`)
      count(`comments, types and a neighbour in ${file}`, () => false)
      restore(file)
    }
    count('all restored', () => false)
    const percent = (part: number, whole: number) => `${part} of ${whole} (${((100 * part) / whole).toFixed(2)} %)`
    console.log(
      `${base.size} functions, ${files.length} files: moved ${percent(score.moved, score.mustMove)}, kept ${percent(score.kept, score.mustKeep)}`,
    )
    expect(wrong).toEqual([])
    expect(base.size).toBeGreaterThanOrEqual(40)
    expect(score.mustMove).toBeGreaterThan(300)
  })
})
