import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startProgram, writeCalls } from './child.js'
import { makeScratch } from './scratch.js'

/** Where Debian's `faketime` keeps the library that answers for the clock. */
function findLibrary(): string | undefined {
  const folder = '/usr/lib'
  if (!existsSync(folder)) return undefined
  return execFileSync('find', [folder, '-name', 'libfaketimeMT.so.1'], { encoding: 'utf8' }).split('\n')[0] || undefined
}

const library = findLibrary()
if (library === undefined) console.warn('faketime is not installed, so no clock is moved. Install it to run these tests.')

const seconds = { timeout: 20_000, interval: 20 }

/** Starts a program whose clock is moved by what `file` says, such as `+1y`. The clock of its timers goes on. */
function startMoved(program: string, file: string, args: string[]) {
  const variables = {
    LD_PRELOAD: library!,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  }
  const child = startProgram(program, args, {}, variables)
  onTestFinished(() => void child.kill('SIGKILL'))
  let out = ''
  child.stdout.on('data', (chunk) => (out += chunk))
  child.stderr.on('data', (chunk) => (out += chunk))
  return { child, ended: new Promise<string>((ended) => child.on('close', () => ended(out))) }
}

const PROGRAM = `
  say('started')
  import { existsSync } from 'node:fs'
  const f = tagAsync('f', async (a) => {
    say('ran ' + new Date().getFullYear())
    while (!existsSync(log + '.go')) await pause(50)
    return { a }
  })
  console.log(JSON.stringify(await f(1)), new Date().getFullYear())
`

const year = new Date().getFullYear()

test.skipIf(library === undefined).each([
  ['ahead', '+366d', year + 1],
  ['back', '-366d', year - 1],
])(
  `a clock that is moved %s while a value is computed: nobody else computes it${library === undefined ? ' (left out: needs faketime)' : ''}`,
  async (_, by, shown) => {
    const folder = makeScratch()
    const log = join(folder, 'log')
    const clock = join(folder, 'clock')
    writeFileSync(clock, '+0')
    const program = writeCalls(PROGRAM)
    const programs = [0, 1, 2].map(() => startMoved(program, clock, [join(folder, 'cache'), log]))
    const said = () => readFileSync(log, 'utf8').trim().split('\n').sort()
    await vi.waitFor(() => expect(said()).toEqual([`ran ${year}`, 'started', 'started', 'started']), seconds)
    writeFileSync(clock, by)
    // Longer than a holder may be silent before others take over.
    await new Promise((later) => setTimeout(later, 5_000))
    writeFileSync(`${log}.go`, '')
    for (const { ended } of programs) expect(await ended).toBe(`{"a":1} ${shown}\n`)
    // What was stored meanwhile is read at either time.
    writeFileSync(clock, '+0')
    expect(await startMoved(program, clock, [join(folder, 'cache'), log]).ended).toBe(`{"a":1} ${year}\n`)
    expect(said().filter((line) => line !== 'started')).toEqual([`ran ${year}`])
  },
  120_000,
)
