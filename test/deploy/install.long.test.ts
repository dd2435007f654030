import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'

const run = promisify(execFile)
const packages = fileURLToPath(new URL('../../packages/', import.meta.url))

const MAIN = `
/** @cache */
export async function square(n) { console.log('ran square'); return n * n }
/** @cache */
export function twice(n) { console.log('ran twice'); return n * 2 }
console.log('result ' + (await square(4)) + ' ' + twice(4))
`

/** What an install finds on its PATH besides Node: no compiler and no Python. */
const PROGRAMS = ['sh', 'env', 'uname', 'dirname', 'sed', 'basename', 'ls', 'cat', 'readlink']

const MANAGERS: Record<string, { packages: string; bin: string; install: string[] }> = {
  npm: { packages: 'npm@11', bin: 'npm/bin/npm-cli.js', install: ['install', '--no-audit', '--no-fund'] },
  pnpm: { packages: 'pnpm@10', bin: 'pnpm/bin/pnpm.cjs', install: ['install', '--store-dir', '../pnpm-store'] },
  yarn: {
    packages: 'yarn@1',
    bin: 'yarn/bin/yarn.js',
    install: ['install', '--non-interactive', '--cache-folder', '../yarn-cache'],
  },
}

const machine = `${process.platform}-${process.arch}`
const folder = await realpath(await mkdtemp(join(tmpdir(), 'cachecache-install-')))
afterAll(() => rm(folder, { recursive: true, force: true }))
let outside: Record<string, string> = {}
const missing = await prepare().then(
  () => undefined,
  (error: Error) => error.message.split('\n', 1)[0],
)

/** Installs the package managers and versions of Node. */
async function prepare(): Promise<void> {
  outside = await readConnection()
  const fromRegistry = ['install', '--no-audit', '--no-fund', '--silent', '--prefer-offline', '--prefix']
  const managers = Object.values(MANAGERS).map((manager) => manager.packages)
  await run('npm', [...fromRegistry, join(folder, 'managers'), ...managers])
  for (const major of ['24', '26']) await run('npm', [...fromRegistry, join(folder, major), `node-${machine}@${major}`])
}

/** How this machine reaches a registry, which a fresh home does not say. */
async function readConnection(): Promise<Record<string, string>> {
  const ofNpm = Object.entries(JSON.parse((await run('npm', ['config', 'list', '--json'])).stdout) as Record<string, unknown>)
  const settings = ofNpm.filter(([name, value]) => /^(?:registry|cafile|proxy|https-proxy|noproxy)$/.test(name) && value)
  const proxies = Object.entries(process.env).filter(([name]) => /^(?:NODE_EXTRA_CA_CERTS|SSL_CERT_\w+|\w+_proxy)$/i.test(name))
  return Object.fromEntries([...proxies, ...settings.map(([name, value]) => [`npm_config_${name}`, String(value)])])
}

/** A folder with Node, the package managers and a shell, to be the whole PATH. */
async function makePath(node: string): Promise<string> {
  const bin = await mkdtemp(join(folder, 'bin-'))
  await symlink(node, join(bin, 'node'))
  for (const [name, manager] of Object.entries(MANAGERS)) {
    const script = join(folder, 'managers/node_modules', manager.bin)
    await writeFile(join(bin, name), `#!/bin/sh\nexec node ${script} "$@"\n`, { mode: 0o755 })
  }
  for (const program of PROGRAMS) await symlink((await run('which', [program])).stdout.trim(), join(bin, program))
  return bin
}

const nodeOf = (major: string): string =>
  major === '20' ? process.execPath : join(folder, major, `node_modules/node-${machine}/bin/node`)

/** A project with the packed packages, and what it is installed and run with. */
async function createProject(major: string) {
  const project = await mkdtemp(join(folder, 'project-'))
  const tarballs = await packed()
  // `resolutions` and `overrides`: the tarballs depend on each other by versions that no registry has.
  const manifest = { name: 'app', private: true, type: 'module', dependencies: tarballs, pnpm: { overrides: tarballs } }
  await writeFile(join(project, 'package.json'), JSON.stringify({ ...manifest, overrides: tarballs, resolutions: tarballs }))
  await writeFile(join(project, 'main.js'), MAIN)
  const home = await mkdtemp(join(folder, 'home-'))
  const bin = await makePath(nodeOf(major))
  const env = { ...outside, PATH: bin, HOME: home, CI: 'true', npm_config_cache: join(folder, 'downloads') }
  const start = (program: string, args: string[]) => run(join(bin, program), args, { cwd: project, env })
  return { project, start, main: () => start('node', ['--import', '@cachecache/unplugin/register', 'main.js']) }
}

let tarballs: Promise<Record<string, string>> | undefined
const packed = () =>
  (tarballs ??= (async () => {
    const names = ['runtime', 'unplugin', 'cli']
    for (const name of names) await run('npm', ['pack', join(packages, name), '--pack-destination', folder, '--silent'])
    const files = await readdir(folder)
    return Object.fromEntries(
      names.map((name) => [
        `@cachecache/${name}`,
        `file:${join(
          folder,
          files.find((file) => file.includes(`-${name}-`))!,
        )}`,
      ]),
    )
  })())

/** Installed packages that would run a program during an install. */
async function findScripts(modules: string): Promise<string[]> {
  const found: string[] = []
  for (const file of await readdir(modules, { recursive: true })) {
    // npm compiles a package with this file, with no script in its manifest.
    if (/(?:^|node_modules\/)(?:@[^/]+\/)?[^/]+\/binding\.gyp$/.test(file)) found.push(file)
    if (!/(?:^|node_modules\/)(?:@[^/]+\/)?[^/]+\/package\.json$/.test(file)) continue
    const { scripts = {} } = JSON.parse(await readFile(join(modules, file), 'utf8')) as { scripts?: Record<string, string> }
    if (scripts.preinstall ?? scripts.install ?? scripts.postinstall) found.push(dirname(file))
  }
  return found
}

const cases = ['24', '26'].flatMap((major) =>
  Object.keys(MANAGERS).flatMap((manager) =>
    (major === '24' ? ['', '--ignore-scripts'] : ['']).map((flag) => ({ major, manager, flag })),
  ),
)

describe.skipIf(missing !== undefined)(`without a compiler${missing === undefined ? '' : ` (left out: ${missing})`}`, () => {
  test.each(cases)('Node $major, $manager install $flag', { timeout: 180_000 }, async ({ major, manager, flag }) => {
    const { project, start, main } = await createProject(major)
    const { stdout, stderr } = await start(manager, [...MANAGERS[manager]!.install, ...(flag === '' ? [] : [flag])])
    expect(stdout + stderr).not.toMatch(/node-gyp|install script|build script/i)
    expect(await findScripts(join(project, 'node_modules'))).toEqual([])
    expect(await main()).toEqual({ stdout: 'ran square\nran twice\nresult 16 8\n', stderr: '' })
    expect(await main()).toEqual({ stdout: 'result 16 8\n', stderr: '' })
  })

  test.skipIf(!process.version.startsWith('v20.'))('Node 20: one line says what to install', { timeout: 180_000 }, async () => {
    const { project, start, main } = await createProject('20')
    await start('npm', MANAGERS.npm!.install)
    expect(await findScripts(join(project, 'node_modules'))).toEqual([])
    const { stdout, stderr } = await main()
    expect(stdout).toBe('ran square\nran twice\nresult 16 8\n')
    const lines = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('(Use `node --trace-warnings'))
    expect(lines).toEqual([expect.stringMatching(/npm install better-sqlite3.*Node 22\.13 or newer/)])
  })
})
