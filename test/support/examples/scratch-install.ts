import { exec, execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startRegistry } from './loopback-registry.js'

const repository = fileURLToPath(new URL('../../../', import.meta.url))
const recorder = new URL('record-calls.mjs', import.meta.url).href
const execute = promisify(execFile)

/** A folder in which commands run as a new user runs them. */
export interface ScratchFolder {
  write(file: string, text: string): Promise<void>
  read(file: string): Promise<string>
  remove(...files: string[]): Promise<void>
  /** Runs one line of a shell. Returns what it printed and the tagged calls of all processes that it started. */
  shell(line: string, env?: NodeJS.ProcessEnv): Promise<{ stdout: string; stderr: string; calls: string[] }>
}

/** A project outside of the repository with its own home folder, into which the packed packages are installed. */
export interface ScratchProject extends ScratchFolder, AsyncDisposable {
  /** Another project with the same installed packages, and a home folder of its own. */
  sibling(name: string): Promise<ScratchFolder>
}

export async function createScratchProject(): Promise<ScratchProject> {
  const scratch = await realpath(await mkdtemp(join(tmpdir(), 'cachecache-docs-')))
  const registry = await startRegistry(repository, await packPackages(scratch))
  const environment: NodeJS.ProcessEnv = {
    ...strangersEnvironment(),
    NO_COLOR: '1',
    npm_config_registry: registry.url,
    npm_config_cache: join(scratch, 'npm'),
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
    // The folders that the registry serves were built when they were installed here.
    npm_config_ignore_scripts: 'true',
  }
  return {
    ...(await openFolder(scratch, 'project', environment)),
    async sibling(name) {
      const folder = await openFolder(scratch, name, environment)
      await symlink(join(scratch, 'project', 'node_modules'), join(scratch, name, 'node_modules'), 'junction')
      return folder
    },
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]()
      await rm(scratch, { recursive: true, force: true })
    },
  }
}

async function openFolder(scratch: string, name: string, environment: NodeJS.ProcessEnv): Promise<ScratchFolder> {
  const project = join(scratch, name)
  const home = join(scratch, 'homes', name)
  const record = join(scratch, `${name}-calls.txt`)
  for (const folder of [project, home]) await mkdir(folder, { recursive: true })
  const manifest = { name: 'first-hit', version: '1.0.0', private: true, type: 'module' }
  await writeFile(join(project, 'package.json'), JSON.stringify(manifest))
  return {
    async write(file, text) {
      await mkdir(dirname(join(project, file)), { recursive: true })
      await writeFile(join(project, file), text)
    },
    read: (file) => readFile(join(project, file), 'utf8'),
    async remove(...files) {
      for (const file of files) await rm(join(project, file), { recursive: true, force: true })
    },
    async shell(line, env = {}) {
      await rm(record, { force: true })
      const recording = line.startsWith('npm ') ? {} : { NODE_OPTIONS: `--import=${recorder}`, RECORDED_CALLS: record }
      const printed = await promisify(exec)(line, {
        cwd: project,
        env: { ...environment, HOME: home, USERPROFILE: home, ...recording, ...env },
        maxBuffer: 1e8,
      }).catch((failure: Error & { stdout: string }) => Promise.reject(new Error(`${failure.message}\n${failure.stdout}`)))
      const calls = (await readFile(record, 'utf8').catch(() => '')).split('\n').slice(0, -1)
      return { ...printed, calls }
    },
  }
}

async function packPackages(folder: string): Promise<Map<{ name: string; version: string }, string>> {
  const packed = new Map<{ name: string; version: string }, string>()
  for (const name of ['runtime', 'unplugin', 'cli']) {
    const { stdout } = await execute('npm', ['pack', '--json', '--pack-destination', folder], {
      cwd: join(repository, 'packages', name),
      shell: process.platform === 'win32',
      env: strangersEnvironment(),
    })
    const report = JSON.parse(stdout) as Packed[] | Record<string, Packed>
    const { filename } = Object.values(report)[0]!
    const manifest = JSON.parse(await readFile(join(repository, 'packages', name, 'package.json'), 'utf8')) as {
      name: string
      version: string
    }
    packed.set(manifest, join(folder, filename))
  }
  return packed
}

interface Packed {
  filename: string
}

// Without what npm and the test runner hand to their children.
function strangersEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(npm_|CACHECACHE|VITEST|VITE_|NODE_ENV|NODE_OPTIONS|TEST$|INIT_CWD)/i.test(name),
    ),
  )
}
