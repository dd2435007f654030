import { describe, expect, test } from 'vitest'
import { commands } from '../src/commands/registry.js'
import { cachecache } from './terminal.js'

test.each([[[]], [['--help']], [['help']]])('%j prints the commands', async (argv) => {
  const { code, out } = await cachecache(argv)
  expect(code).toBe(0)
  for (const { name, summary } of commands)
    expect(out.replace(/\s+/g, ' ')).toMatch(new RegExp(`${name} .*${summary.slice(0, 20)}`))
  expect(out).toContain('Usage: cachecache')
  expect(out).toContain('Exit codes: 0 fine')
})

describe('each command', () => {
  test.each(commands.map(({ name }) => name))('%s --help shows examples', async (name) => {
    for (const argv of [
      [name, '--help'],
      ['help', name],
    ]) {
      const { code, out } = await cachecache(argv)
      expect(code).toBe(0)
      expect(out).toMatch(new RegExp(`Examples:\\n  \\$ cachecache ${name}`))
    }
  })
})

test.each([
  [['claer'], /Did you mean clear\?/],
  [['help', 'claer'], /Did you mean clear\?/],
  [['clear', '--fucntion', 'x'], /Did you mean --function\?/],
  [['ls', '--jsno'], /Did you mean --json\?/],
  [['clear', '--older-than'], /argument missing/],
  [['clear', '--older-than', 'long'], /long is not an age.*7d/],
  [['clear', '--older-than', '7'], /7 is not an age/],
  [['ls', 'a', 'b'], /too many arguments/],
  [['ls', 'gopher://x'], /Unknown scheme gopher:/],
])('%j is misuse', async (argv, message) => {
  const { code, out, err } = await cachecache(argv)
  expect([code, out]).toEqual([2, ''])
  expect(err).toMatch(message)
})

test('--version', async () => {
  expect((await cachecache(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/)
})
