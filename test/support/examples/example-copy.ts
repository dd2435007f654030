import { spawn, type ChildProcess } from 'node:child_process'
import { cp, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const repository = fileURLToPath(new URL('../../../', import.meta.url))
const recorder = new URL('record-calls.mjs', import.meta.url).href

export interface Run {
  code: number | null
  stdout: string
  stderr: string
  /** `<qualified name> <status>` of each tagged call, in order. */
  calls: string[]
}

/** An example in a scratch folder of its own, with the workspace's installed packages. */
export interface ExampleCopy extends AsyncDisposable {
  path(file: string): string
  read(file: string): Promise<string>
  edit(file: string, change: (text: string) => string): Promise<void>
  /** Runs a script of its package.json. */
  npm(script: string, env?: NodeJS.ProcessEnv): Promise<Run>
  start(module: string, env?: NodeJS.ProcessEnv): ChildProcess
  calls(): Promise<string[]>
}

const leftOut = new Set(['node_modules', 'dist', 'site', '.cachecache', '.turbo'])

export async function copyExample(name: string): Promise<ExampleCopy> {
  const scratch = await realpath(await mkdtemp(join(tmpdir(), `cachecache-${name}-`)))
  const directory = join(scratch, name)
  await cp(join(repository, 'examples', name), directory, { recursive: true, filter: (file) => !leftOut.has(basename(file)) })
  await symlink(join(repository, 'node_modules'), join(scratch, 'node_modules'), 'junction')

  const path = (file: string): string => join(directory, file)
  const record = join(scratch, 'calls.txt')
  const environment = (env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
    ...withoutOurs(process.env),
    CACHECACHE_PATH: join(scratch, 'cache'),
    RECORDED_CALLS: record,
    NODE_OPTIONS: `--import=${recorder}`,
    NO_COLOR: '1',
    ...env,
  })
  const calls = async (): Promise<string[]> => {
    const lines = (await readFile(record, 'utf8').catch(() => '')).split('\n').slice(0, -1)
    await rm(record, { force: true })
    return lines
  }

  return {
    path,
    calls,
    read: (file) => readFile(path(file), 'utf8'),
    async edit(file, change) {
      const before = await readFile(path(file), 'utf8')
      const after = change(before)
      if (after === before) throw new Error(`The edit found nothing to change in ${name}/${file}.`)
      await writeFile(path(file), after)
    },
    async npm(script, env) {
      const options = { cwd: directory, env: environment(env), shell: process.platform === 'win32' }
      const ended = await outputOf(spawn('npm', ['run', '--silent', script], options))
      return { ...ended, calls: await calls() }
    },
    start: (module, env) => spawn(process.execPath, [module], { cwd: directory, env: environment(env) }),
    [Symbol.asyncDispose]: () => rm(scratch, { recursive: true, force: true }),
  }
}

/** Waits for the end of a process and of its output. */
export function outputOf(child: ChildProcess): Promise<Omit<Run, 'calls'>> {
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}

// The test runner's own settings must not reach the programs.
function withoutOurs(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(CACHECACHE|VITEST|VITE_|NODE_ENV|NODE_OPTIONS|TEST$)/.test(name)),
  )
}
