import { expect, test } from 'vitest'
import { bundlers } from '../support/bundlers.js'
import { runNode } from '../support/run-node.js'
import { scratchProject } from '../support/scratch.js'

const main = `interface Input { name: string }

/** @cache */
function broken(input: Input): string {
  const name: string = input.name
  throw new Error('broken ' + name)
}

/**
 * @cache { ttl: '1h' }
 */
async function late(input: Input): Promise<string> {
  await null
  return (input as any).missing.name
}

class Repo {
  /** @cache */
  *find(input: Input) {
    yield 1
    throw new Error('found ' + input.name)
  }
}

function stackOf(error: unknown): string { return (error as Error).stack ?? '' }
const stacks: string[] = []
async function main() {
  try { broken({ name: 'a' }) } catch (error) { stacks.push(stackOf(error)) }
  try { await late({ name: 'a' }) } catch (error) { stacks.push(stackOf(error)) }
  try { for (const _ of new Repo().find({ name: 'a' })); } catch (error) { stacks.push(stackOf(error)) }
  console.log('result ' + JSON.stringify(stacks))
}
main()
`

const placeOf = (text: string) => main.slice(0, main.indexOf(text)).split('\n').length

test.each(bundlers)('$name: a stack trace leads to the original line', async ({ build }) => {
  const project = await scratchProject({ 'src/main.ts': main })
  const { file } = await build(project.folder)
  const { result } = await runNode(project, ['--enable-source-maps', file])
  const own = (result as string[]).map((stack) => /main\.ts:(\d+)/.exec(stack)?.[1])
  expect(own).toEqual(
    [placeOf("throw new Error('broken"), placeOf('return (input as any)'), placeOf("throw new Error('found")].map(String),
  )
})
