import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { parseSync } from 'oxc-parser'
import { describe, expect, it } from 'vitest'
import { transform, type TransformResult } from '../src/transform.js'
import { ownTextProject } from './support/own-text-project.js'

const folder = fileURLToPath(new URL('fixtures/', import.meta.url))

describe.each(readdirSync(folder))('%s', (name) => {
  const input = readdirSync(`${folder}${name}`).find((file) => file.startsWith('input.'))!
  const extension = input.slice('input.'.length)
  const source = readFileSync(`${folder}${name}/${input}`, 'utf8')
  const result = transform(source, `/project/src/${name}.${extension}`, { root: '/project', project: ownTextProject() })!

  it('gives its output', async () => {
    expect(result.diagnostics).toEqual([])
    await expect(result.code).toMatchFileSnapshot(`${folder}${name}/output.${extension}`)
  })

  it('gives code that parses, and that a second pass leaves alone', () => {
    expect(parseSync(`output.${extension}`, result.code).errors).toEqual([])
    expect(
      transform(result.code, `/project/src/${name}.${extension}`, { root: '/project', project: ownTextProject() }),
    ).toBeUndefined()
  })

  it('maps every word of the source to itself', async () => {
    const { found, lines } = readMap(result)
    const missing = wordsOf(source, extension).filter((word) => !found.has(word))
    expect(missing).toEqual([])
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`${folder}${name}/map.txt`)
  })
})

/** `line:column word` of the words in a source, without comments and the decorators that the transform removes. */
function wordsOf(source: string, extension: string): string[] {
  const { comments } = parseSync(`input.${extension}`, source)
  let code = source
  for (const { start, end } of comments)
    code = code.slice(0, start) + code.slice(start, end).replace(/[^\n]/g, ' ') + code.slice(end)
  code = code.replace(/^(\s*)@\w+/gm, (decorator) => decorator.replace(/[^\s]/g, ' '))
  // Replaced by what the protocol of generators puts in their place.
  code = code.replace(/\byield\b(?!\*)/g, '     ')
  return code
    .split('\n')
    .flatMap((line, index) => [...line.matchAll(/[\w$]+/g)].map((match) => `${index + 1}:${match.index + 1} ${match[0]}`))
}

/** The words of the output that lead to the same word of the source; and where each line of the source went. */
function readMap({ code, map }: TransformResult): { found: Set<string>; lines: string[] } {
  const trace = new TraceMap(map as unknown as ConstructorParameters<typeof TraceMap>[0])
  const source = map.sourcesContent![0]!.split('\n')
  const found = new Set<string>()
  const lines: string[] = []
  let lastLine = 0
  for (const [index, text] of code.split('\n').entries()) {
    for (const match of text.matchAll(/[\w$]+/g)) {
      const { line, column } = originalPositionFor(trace, { line: index + 1, column: match.index })
      if (line === null || source[line - 1]!.slice(column).match(/^[\w$]+/)?.[0] !== match[0]) continue
      found.add(`${line}:${column + 1} ${match[0]}`)
      if (line > lastLine) lines.push(`${index + 1}:${match.index + 1} ← ${line}:${column + 1} ${match[0]}`)
      lastLine = Math.max(lastLine, line)
    }
  }
  return { found, lines }
}
