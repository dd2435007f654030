// The README, word by word, in a scratch project that installs the packed packages.
import { readFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readBlocks, type Block } from './support/examples/readme.js'
import { createScratchProject, type ScratchProject } from './support/examples/scratch-install.js'

const readme = new URL('../README.md', import.meta.url)
const blocks = await readBlocks(readme)
const block = (wanted: Partial<Block>): string => {
  const found = blocks.find((one) => Object.entries(wanted).every(([name, value]) => one[name as keyof Block] === value))
  if (!found) throw new Error(`The README has no block with ${JSON.stringify(wanted)}.`)
  return found.text
}
const lines = (text: string): string[] => text.trim().split('\n')

let project: ScratchProject

// What the README takes for granted: a project that has a bundler.
beforeAll(async () => {
  project = await createScratchProject()
  const tools = [
    'esbuild',
    'rolldown',
    'rollup',
    'vite',
    'vitest',
    'webpack',
    'webpack-cli',
    '@rspack/core',
    '@rspack/cli',
    'typescript',
  ]
  await project.shell(`npm i -D ${tools.join(' ')}`)
  for (const line of lines(block({ install: true }))) await project.shell(line)
  for (const { file, text } of blocks) if (file) await project.write(file, text)
}, 300_000)

afterAll(() => project?.[Symbol.asyncDispose]())

describe('two minutes to the first hit', () => {
  const bundlers = ['vite', 'esbuild', 'webpack', 'rollup', 'rolldown', 'rspack']
  const versions = new Set<string>()

  it.each(bundlers)('%s', async (bundler) => {
    await project.remove('dist')
    const [build = '', first = '', second = ''] = lines(block({ run: bundler }))
    await project.shell(build)

    const path = { CACHECACHE_PATH: `.cache-${bundler}` }
    const computed = await project.shell(first, path)
    expect(computed).toMatchObject({ stderr: '', calls: ['countPrimes miss'] })
    expect(computed.stdout).toMatch(/^1857859 primes\n\d+ ms\n$/)
    const read = await project.shell(second, path)
    expect(read).toMatchObject({ stderr: '', calls: ['countPrimes hit'] })
    expect(read.stdout).toMatch(/^1857859 primes\n\d+ ms\n$/)

    const { stdout } = await project.shell('npx cachecache ls --json', path)
    for (const { version } of JSON.parse(stdout) as { version: string }[]) versions.add(version)
  })

  it('Node, without a bundler', async () => {
    const commands = lines(block({ run: 'node' }))
    for (const [n, call] of ['countPrimes miss', 'countPrimes hit'].entries()) {
      const run = await project.shell(commands[n]!, { CACHECACHE_PATH: '.cache-node' })
      expect(run).toMatchObject({ stderr: '', calls: [call] })
      expect(run.stdout).toMatch(/^1857859 primes\n\d+ ms\n$/)
    }
    const { stdout } = await project.shell('npx cachecache ls --json', { CACHECACHE_PATH: '.cache-node' })
    for (const { version } of JSON.parse(stdout) as { version: string }[]) versions.add(version)
  })

  it('gives one version to one source, whatever the bundler', () => expect(versions.size).toBe(1))

  it('vitest', async () => {
    const [first = '', second = ''] = lines(block({ run: 'vitest' }))
    expect((await project.shell(first)).calls).toEqual(['countPrimes miss'])
    expect((await project.shell(second)).calls).toEqual(['countPrimes hit'])
  })

  it('shows what is stored, in the default place, and clears it', async () => {
    await project.remove('dist')
    const [build = '', first = ''] = lines(block({ run: 'esbuild' }))
    await project.shell(build)
    expect((await project.shell(first)).calls).toEqual(['countPrimes miss'])

    const [ls = '', stats = '', explain = '', clear = ''] = lines(block({ run: 'cli' }))
    expect((await project.shell(ls)).stdout).toContain('first-hit/src/primes.js#countPrimes')
    expect((await project.shell(stats)).stdout).toMatch(/entries\W+1\b/i)
    expect((await project.shell(explain)).stdout).toContain('sieve')
    await project.shell(clear)
    expect(JSON.parse((await project.shell(`${ls} --json`)).stdout)).toEqual([])
  })
})

describe('the other programs of the README', () => {
  it('calling: counts runs as its comments say', async () => {
    await project.write('build-calling.mjs', block({ file: 'build.mjs' }).replace('src/main.js', 'src/calling.js'))
    await project.shell('node build-calling.mjs')
    const { stdout, stderr } = await project.shell('node dist/calling.js', { CACHECACHE_PATH: '.cache-calling' })
    const said = /\/\/ (\d+ runs, stored: \w+)\n/.exec(block({ file: 'src/calling.js' }))?.[1]
    expect({ stdout, stderr }).toEqual({ stdout: `${said}\n`, stderr: '' })
  })

  it('typed call sites: the declared parameter type-checks, and is recognised', async () => {
    await project.shell('npx tsc --noEmit --strict --module nodenext --skipLibCheck src/declared.ts')
    await project.write('build-declared.mjs', block({ file: 'build.mjs' }).replace('src/main.js', 'src/declared.ts'))
    await project.shell('node build-declared.mjs')
    const { calls } = await project.shell('node dist/declared.js', { CACHECACHE_PATH: '.cache-declared' })
    expect(calls).toEqual(['cube again'])
  })
})

describe('typed call sites', () => {
  const tsconfig = {
    compilerOptions: { strict: true, module: 'nodenext', skipLibCheck: true },
    include: ['src', 'cachecache.d.ts'],
  }
  beforeAll(() => project.write('tsconfig.json', JSON.stringify(tsconfig)))

  it('are unknown to tsc, and known once the declarations are written', async () => {
    const [types = '', tsc = ''] = lines(block({ run: 'types' }))
    await expect(project.shell(tsc)).rejects.toThrow(/src\/use-squares\.ts\(3,12\).*Expected 1 arguments, but got 2\./)
    await project.shell(types)
    expect((await project.shell(tsc)).stdout).toBe('')
  })

  it('are known to `cachecache check`, which names a wrong option where it stands', async () => {
    await project.remove('cachecache.d.ts')
    expect((await project.shell('npx cachecache check')).stdout).toBe('')
    await project.write('src/use-squares.ts', block({ file: 'src/use-squares.ts' }).replace('again', 'agian'))
    await expect(project.shell('npx cachecache check')).rejects.toThrow(/src\/use-squares\.ts\(3,14\): error TS\d+: .*'agian'/)
  })
})

describe('the text', () => {
  it('names the two set-up commands', async () => {
    const shell = blocks.filter(({ language }) => language === 'sh').map(({ text }) => text.trim())
    expect(shell).toEqual(expect.arrayContaining(['npm ci && npm run demo', 'npm ci && npm test']))
  })

  it('links to places that exist', async () => {
    const text = await readFile(readme, 'utf8')
    const anchors = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replaceAll(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    )
    for (const [, target = ''] of text.matchAll(/\]\((?!https:)([^)]+)\)/g)) {
      if (target.startsWith('#')) expect(anchors).toContain(target.slice(1))
      else expect(existsSync(new URL(target, readme)), target).toBe(true)
    }
  })
})
