import { expect, test } from 'vitest'
import { callSites, tsc, typedProject } from './support/typed-project.js'
import { openTsserver } from './support/tsserver.js'

const PLUGIN = { plugins: [{ name: '@cachecache/unplugin/typescript' }] }

async function session() {
  const project = await typedProject(6, await callSites('tagged'), PLUGIN)
  const editor = openTsserver(project)
  await editor.open('src/use.ts')
  await editor.open('src/subject.ts')
  return editor
}

test('an editor reports what tsc reports for a source that declares its options', async () => {
  const declared = await typedProject(6, await callSites('declared'))
  const expected = [...(await tsc(6, declared, '-p', '.')).stdout.matchAll(/^src\/use\.ts\((\d+),(\d+)\): error TS(\d+)/gm)].map(
    ([, line, column, code]) => [+line!, +column!, +code!],
  )
  const editor = await session()
  const found = await editor.ask('semanticDiagnosticsSync', { file: editor.path('src/use.ts') })
  expect(expected.length).toBeGreaterThan(8)
  expect(
    found.map((item: { start: { line: number; offset: number }; code: number }) => [
      item.start.line,
      item.start.offset,
      item.code,
    ]),
  ).toEqual(expected)
})

test('an editor completes and documents options', async () => {
  const editor = await session()
  const completions = await editor.at('completionInfo', 'src/use.ts', 'report(2024, undefined, { |again: true })')
  const names = completions.entries.map((entry: { name: string }) => entry.name)
  expect(names).toEqual(expect.arrayContaining(['cacheResults', 'cachePath']))
  const option = await editor.at('quickinfo', 'src/use.ts', 'report(2024, undefined, { ag|ain: true })')
  expect(JSON.stringify(option.documentation)).toContain('Recompute')
  const hover = await editor.at('quickinfo', 'src/use.ts', 'await rep|ort(2024, undefined, { again: true')
  expect(hover.displayString).toContain('report(year: number, region?: string, options?: CacheOptions)')
  expect(JSON.stringify(hover.tags)).toMatch(/options of this call:.*`again`.*`cacheResults`.*`cachePath`/)
  expect(JSON.stringify(hover.documentation)).toContain('Rows of a year.')
  const signature = await editor.at('signatureHelp', 'src/use.ts', 'report(2024, undefined, |{ again: true })')
  expect(signature.items[0].parameters.map((parameter: { name: string }) => parameter.name)).toEqual([
    'year',
    'region',
    'options',
  ])
  expect(signature.argumentIndex).toBe(2)
})

test('an editor completes while the file of the function does not parse', async () => {
  const editor = await session()
  await editor.at('quickinfo', 'src/subject.ts', 'function rep|ort(')
  await editor.type('src/subject.ts', '  return { year, region, wrong }', '  return { year, region, wrong.')
  const completions = await editor.at('completionInfo', 'src/use.ts', 'report(2024, undefined, { |again: true })')
  expect(completions.entries.map((entry: { name: string }) => entry.name)).toContain('cachePath')
})

test('an editor navigates in the source as it is', async () => {
  const editor = await session()
  const [definition] = await editor.at('definition', 'src/use.ts', "await lo|ad('a'")
  const subject = (await callSites('tagged'))['src/subject.ts']!.split('\n')
  const line = subject.findIndex((text) => text.startsWith('export const load')) + 1
  expect(definition).toMatchObject({ file: editor.path('src/subject.ts'), start: { line, offset: 'export const '.length + 1 } })

  const rename = await editor.at('rename', 'src/subject.ts', 'async (i|d: string) => ({')
  const text = subject[line - 1]!
  const places = [...text.matchAll(/\bid\b/g)].map((match) => ({ line, offset: match.index + 1 }))
  expect(rename.locs.flatMap((group: { locs: { start: object }[] }) => group.locs.map((loc) => loc.start))).toEqual(
    expect.arrayContaining([places[0]]),
  )

  const outline = await editor.ask('navtree', { file: editor.path('src/subject.ts') })
  expect(outline.childItems.map((item: { text: string }) => item.text)).toEqual(
    expect.arrayContaining(['report', 'load', 'Repo', 'handlers']),
  )
  const folds = await editor.ask('getOutliningSpans', { file: editor.path('src/subject.ts') })
  expect(folds.length).toBeGreaterThan(5)
})
