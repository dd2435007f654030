// The examples, each run twice as its README says: the same output, and the second time from disk.
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { spawn } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { copyExample, outputOf, type ExampleCopy } from './support/examples/example-copy.js'

const withoutTimes = (text: string): string => text.replaceAll(/\d+ ms/g, '… ms')

// One life of the server, one request.
async function tileOf(example: ExampleCopy): Promise<{ tile: Buffer; calls: string[] }> {
  const server = example.start('dist/server.cjs', { PORT: '0' })
  const ended = outputOf(server)
  try {
    const [line] = (await Promise.race([
      once(server.stdout!, 'data'),
      ended.then((run) => Promise.reject(new Error(run.stderr))),
    ])) as [string]
    const response = await fetch(line.trim())
    expect(response.headers.get('content-type')).toBe('image/png')
    return { tile: Buffer.from(await response.arrayBuffer()), calls: await example.calls() }
  } finally {
    server.kill()
    await ended
  }
}

describe('examples/esbuild', () => {
  it('prints the same report from disk, and computes only what an edit reaches', async () => {
    await using example = await copyExample('esbuild')

    const first = await example.npm('start')
    expect(first).toMatchObject({ code: 0, stderr: '', calls: ['monthlyBaskets miss', 'boughtTogether miss'] })
    expect(first.stdout).toMatch(/2024-05 +72\.55 {2}\(\d\d\.\d\d to \d\d\.\d\d, 203 orders\)/)
    expect(first.stdout).toContain('hose 20 m + hose reel')

    const second = await example.npm('start')
    expect(second).toMatchObject({ code: 0, calls: ['monthlyBaskets hit', 'boughtTogether hit'] })
    expect(withoutTimes(second.stdout)).toBe(withoutTimes(first.stdout))

    await example.edit('src/resample.ts', (text) => text.replace('// Seeded', '// Always seeded'))
    expect((await example.npm('start')).calls).toEqual(['monthlyBaskets hit', 'boughtTogether hit'])

    await example.edit('src/resample.ts', (text) => text.replace('0.025', '0.05'))
    const narrower = await example.npm('start')
    expect(narrower.calls).toEqual(['monthlyBaskets miss', 'boughtTogether hit'])
    expect(withoutTimes(narrower.stdout)).not.toBe(withoutTimes(first.stdout))

    await example.edit('data/orders.csv', (text) => text.replace('24.00', '2400.00'))
    expect((await example.npm('start')).calls).toEqual(['monthlyBaskets miss', 'boughtTogether miss'])
  })
})

describe('examples/vite', () => {
  it('writes the same site from the results beside it, and computes only a new gauge', async () => {
    await using example = await copyExample('vite')

    const first = await example.npm('start')
    expect(first).toMatchObject({ code: 0, stderr: '', calls: Array(3).fill('loadGauge miss') })
    const page = await example.read('site/ashford.html')
    expect(page).toMatch(/<p>highest: \d+\.?\d* m on 20\d\d-\d\d-\d\d<\/p>\n<svg /)
    expect(await readdir(example.path('.cachecache'))).toEqual(expect.arrayContaining(['.gitignore', 'cachecache.sqlite']))

    const second = await example.npm('start')
    expect(second).toMatchObject({ code: 0, calls: Array(3).fill('loadGauge hit') })
    expect(await example.read('site/ashford.html')).toBe(page)

    await example.edit('content/lower-mill.csv', (text) => text.replace(/\n[^\n]*\n$/, '\n'))
    expect((await example.npm('start')).calls.toSorted()).toEqual(['loadGauge hit', 'loadGauge hit', 'loadGauge miss'])
  })
})

describe('examples/webpack', () => {
  it('serves the same tile after a restart, without drawing it', async () => {
    await using example = await copyExample('webpack')
    expect(await example.npm('build')).toMatchObject({ code: 0, stderr: '' })

    const drawn = await tileOf(example)
    expect(drawn.calls).toEqual(['renderTile miss'])
    expect(drawn.tile.subarray(1, 4).toString()).toBe('PNG')

    const read = await tileOf(example)
    expect(read.calls).toEqual(['renderTile hit'])
    expect(read.tile.equals(drawn.tile)).toBe(true)
  })
})

describe('examples/vitest', () => {
  it('plans once for all tests of the first run, and not at all in the second', async () => {
    await using example = await copyExample('vitest')
    const folder = { CACHECACHE_PATH: '.cachecache' }

    const first = await example.npm('test', folder)
    expect(first.stdout).toContain('4 passed')
    expect(first).toMatchObject({ code: 0, calls: ['planRoute miss', 'planRoute hit', 'planRoute hit', 'planRoute error'] })

    const second = await example.npm('test', folder)
    expect(second).toMatchObject({ code: 0, calls: ['planRoute hit', 'planRoute hit', 'planRoute hit', 'planRoute error'] })
  })

  it('keeps results for one run in memory, and none when switched off', async () => {
    await using example = await copyExample('vitest')
    for (let run = 0; run < 2; run++) {
      const { calls } = await example.npm('test', { CACHECACHE_PATH: 'memory:' })
      expect(calls.slice(0, 3)).toEqual(['planRoute miss', 'planRoute hit', 'planRoute hit'])
    }
    const off = await example.npm('test', { CACHECACHE_PATH: '.cachecache', CACHECACHE: 'off' })
    expect(off.stdout).toContain('4 passed')
    expect(off.calls.filter((call) => call.endsWith('hit'))).toEqual([])
    expect(await readdir(example.path('.'))).not.toContain('.cachecache')
  })
})

describe('npm run demo', () => {
  it('goes through its steps and says what ran in each', { timeout: 300_000 }, async () => {
    const driver = fileURLToPath(new URL('../examples/demo/run.mjs', import.meta.url))
    const { code, stdout, stderr } = await outputOf(spawn(process.execPath, [driver], { env: { ...process.env, NO_COLOR: '1' } }))
    expect(stderr).toBe('')
    expect(code).toBe(0)

    // The driver itself fails when a step runs another number of functions than it should.
    const rows = stdout.split('\n').filter((line) => /^\S.* \d+\.\d\d +\d+ +\d+ {3}/.test(line))
    expect(rows.map((line) => line.split(/ {3}/).at(-1))).toEqual([
      expect.stringContaining('similarFunctions'),
      '-',
      '-',
      'Grader.hardest',
      '-',
      'summary',
      '-',
      'Grader.hardest',
      'Grader.hardest',
    ])
    expect(stdout).toContain('@cachecache/example-demo/src/complexity.ts#Grader.hardest')
  })
})
