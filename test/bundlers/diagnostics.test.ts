import esbuild from 'esbuild'
import { expect, test } from 'vitest'
import esbuildPlugin from '@cachecache/unplugin/esbuild'
import { bundlers } from '../support/bundlers.js'
import { runNode } from '../support/run-node.js'
import { scratchProject } from '../support/scratch.js'

const misspelt = `console.log('first line')
/** @cache { tttl: '1h' } */
export function load(file: string) { return file }
console.log(load('a'))
`
const clock = `/** @cache */
export function stamp(zone: string) { return zone + Date.now() }
console.log(stamp('a'))
`

/** Without the colours of a terminal. */
// oxlint-disable-next-line no-control-regex
const plain = (text: string) => text.replace(/\u001B\[[\d;]*m/g, '')

test.each(bundlers)('$name: a mistake in a tag fails the build with place, frame and advice', async ({ build }) => {
  const project = await scratchProject({ 'src/main.ts': misspelt })
  const failure = await build(project.folder).then(
    () => undefined,
    (error: Error) => error,
  )
  expect(failure).toBeInstanceOf(Error)
  const printed = plain(await print(failure!))
  expect(printed).toMatch(/main\.ts:2:\d+/)
  expect(printed).toContain("/** @cache { tttl: '1h' } */")
  expect(printed).toMatch(/Did you mean `ttl`\?/)
})

test.each(bundlers)('$name: a doubt is a warning with its place, and the build succeeds', async ({ build }) => {
  const project = await scratchProject({ 'src/main.ts': clock })
  const { warnings } = await build(project.folder)
  expect(warnings).toHaveLength(1)
  const printed = plain(warnings[0]!)
  expect(printed).toMatch(/main\.ts:2:\d+/)
  expect(printed).toContain('Date.now')
})

test.each(bundlers)('$name: with `strict` a doubt fails the build', async ({ build }) => {
  const project = await scratchProject({ 'src/main.ts': clock })
  await expect(build(project.folder, { strict: true })).rejects.toThrow(/Date\.now/)
})

test.each(bundlers)(
  '$name: what looks like a tag and does nothing is a warning, also where nothing else is tagged',
  async ({ build }) => {
    for (const [like, line] of [
      ['// @cache', 2],
      ['/* @cache */', 2],
      ['/** @cached */', 2],
      ['/** @Cache */', 2],
    ] as const) {
      const project = await scratchProject({
        'src/main.ts': `console.log('result 1')\n${like}\nexport function f(): void {}\nf()\n`,
      })
      const { warnings, file } = await build(project.folder)
      expect(warnings.map(plain)).toEqual([expect.stringMatching(new RegExp(`main\\.ts:${line}:\\d+`))])
      expect(plain(warnings[0]!)).toContain('write `/** @cache */`')
      expect((await runNode(project, [file])).result).toBe(1)
    }
  },
)

test.each(bundlers)('$name: a cacher that nothing declares and a ttl that is no duration fail the build', async ({ build }) => {
  const tagged = (options: string) => ({ 'src/main.ts': `/** @cache ${options} */\nexport function f(): void {}\nf()\n` })
  const undeclared = await scratchProject(tagged('{ cacher: reprots }'))
  await expect(
    build(undeclared.folder).catch(async (error: Error) => Promise.reject(new Error(await print(error)))),
  ).rejects.toThrow(/`reprots`, which isn't declared/)
  const fortnight = await scratchProject(tagged("{ ttl: '1 fortnight' }"))
  await expect(
    build(fortnight.folder).catch(async (error: Error) => Promise.reject(new Error(await print(error)))),
  ).rejects.toThrow(/is not a duration/)
})

test('a plugin option that does not exist is refused at once, with the one that was meant', () => {
  // @ts-expect-error: the mistake under test
  expect(() => esbuildPlugin({ exlude: ['x'] })).toThrow(/exlude.*exclude/s)
})

/** What the bundler prints for the error. */
async function print(error: Error): Promise<string> {
  if (!('errors' in error) || !Array.isArray(error.errors) || !('text' in (error.errors[0] ?? {}))) return error.message
  return (await esbuild.formatMessages(error.errors as esbuild.Message[], { kind: 'error' })).join('\n')
}
