import { execFile, spawn } from 'node:child_process'
import { mkdir, readFile, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { scratchProject, type Scratch } from '../../support/scratch.js'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url))

const FOLDERS = { 5.9: 'typescript59', 6: 'typescript', 7: 'typescript7' } as const
export type Version = keyof typeof FOLDERS
export const VERSIONS: readonly Version[] = [5.9, 6, 7]

/** Where a version of TypeScript is installed. */
export function typescript(version: Version): string {
  return join(root, 'node_modules', FOLDERS[version])
}

const COMPILER_OPTIONS = {
  strict: true,
  noEmit: true,
  target: 'es2023',
  module: 'nodenext',
  lib: ['es2023', 'dom'],
  types: ['node'],
  skipLibCheck: true,
}

/** A project that has a version of TypeScript installed, and the packages as a user gets them. */
export async function typedProject(
  version: Version,
  files: Record<string, string>,
  compilerOptions: object = {},
): Promise<Scratch> {
  const project = await scratchProject({
    'package.json': '{ "name": "typed", "type": "module" }',
    'tsconfig.json': JSON.stringify({
      compilerOptions: { ...COMPILER_OPTIONS, ...compilerOptions },
      include: ['src', 'cachecache.d.ts'],
    }),
    ...files,
  })
  await link(typescript(version), project.path('node_modules/typescript'))
  return project
}

export async function link(target: string, place: string): Promise<void> {
  await mkdir(dirname(place), { recursive: true })
  await symlink(target, place, 'dir')
}

/** The files of `fixtures/call-sites`, whose subject either is tagged or declares its options. */
export async function callSites(subject: 'tagged' | 'declared'): Promise<Record<string, string>> {
  const read = (name: string) => readFile(join(fixtures, 'call-sites', name), 'utf8')
  return { 'src/subject.ts': await read(`${subject}.ts`), 'src/row.ts': await read('row.ts'), 'src/use.ts': await read('use.ts') }
}

export interface Ran {
  code: number
  stdout: string
  stderr: string
}

export function run(command: string, args: readonly string[], cwd: string): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(
      command,
      args,
      { cwd, env: { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined } },
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr })
      },
    )
  })
}

export function tsc(version: Version, project: { folder: string }, ...args: string[]): Promise<Ran> {
  return run(process.execPath, [join(typescript(version), 'bin/tsc'), ...args], project.folder)
}

export function cachecache(project: { folder: string }, ...args: string[]): Promise<Ran> {
  return run(process.execPath, [join(root, 'packages/cli/dist/bin.js'), ...args], project.folder)
}

/** A command that goes on until the test ends. */
export function watchProgram(project: { folder: string }, ...args: string[]) {
  const child = spawn(process.execPath, [join(root, 'packages/cli/dist/bin.js'), ...args], {
    cwd: project.folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill())
  let output = ''
  let notice = () => {}
  child.stdout.on('data', (chunk) => {
    output += chunk
    notice()
  })
  return {
    /** What it has printed since the last call, once that holds a text. */
    until(text: string): Promise<string> {
      return new Promise((resolve) => {
        notice = () => {
          if (!output.includes(text)) return
          resolve(output)
          output = ''
        }
        notice()
      })
    },
  }
}
