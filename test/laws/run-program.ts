import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { subscribe } from 'node:diagnostics_channel'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { inspect } from 'node:util'
import { transformSync } from 'esbuild'
import { moduleRunnerTransform } from 'vite'
import * as runtime from '@cachecache/runtime'
import * as generated from '@cachecache/runtime/generated'
import { transform } from '@cachecache/unplugin/transform'
import { createProject, type Project } from '../../packages/unplugin/dist/identity/project.js'

/** What one run of a program gave. */
export interface Outcome {
  log: string
  hits: number
  misses: number
  bypasses: number
  /** Those that were no hits. */
  calls: string[]
}

type Files = Record<string, string>

let current: Omit<Outcome, 'log'> | undefined
let warned: Set<string> | undefined
// What one run cannot cache is said once for the whole process; here it is counted.
process.emitWarning = ((_message: string, { code }: { code?: string } = {}) => void warned?.add(`runtime ${code}`)) as never
subscribe('cachecache:call', (message) => {
  const { status, id, version } = message as { status: string; id: string; version: string }
  if (!current) return
  if (status !== 'hit') current.calls.push(`${status} ${id} ${version.slice(0, 6)}`)
  if (status === 'hit') current.hits++
  else if (status === 'miss') current.misses++
  else if (status === 'bypass') current.bypasses++
})

const runnable = new Map<string, Evaluate>()

type Exports = Record<string, unknown>
type Evaluate = (
  exports: Exports,
  load: (specifier: string) => Promise<unknown>,
  loadLater: (specifier: string) => Promise<unknown>,
  exportAll: (from: Exports) => void,
  exportName: (name: string, read: () => unknown) => void,
) => Promise<void>

const AsyncFunction = (async () => {}).constructor as new (...text: string[]) => Evaluate
const PARAMETERS = ['exports__', 'import__', 'dynamic_import__', 'exportAll__', 'exportName__'].map(
  (name) => `__vite_ssr_${name}`,
)

/** A module as a function, which can run as often as wanted: what the loader of the language has loaded it cannot forget. */
async function evaluatorOf(code: string): Promise<Evaluate> {
  const known = runnable.get(code)
  if (known) return known
  const stripped = transformSync(code, {
    loader: 'ts',
    format: 'esm',
    target: 'node20',
    supported: { decorators: false },
    tsconfigRaw: '{}',
  }).code
  const made = await moduleRunnerTransform(stripped, null, 'module.js', stripped)
  const evaluate = new AsyncFunction(...PARAMETERS, `'use strict'\n${made!.code}`)
  if (runnable.size > 2_000) runnable.clear()
  runnable.set(code, evaluate)
  return evaluate
}

/** In a new process, no other copy of a module has created symbols. */
function forgetSymbols(): void {
  const shared = Reflect.get(globalThis, Symbol.for('cachecache.shared')) as { 'symbols.1'?: Map<unknown, unknown> } | undefined
  shared?.['symbols.1']?.clear()
}

/** A project on disk that is transformed as a dev server would, and run in this process, each run with modules of its own. */
export class ProgramRunner {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'cachecache-law-'))
  private readonly warned = new Set<string>()
  private built: string[] = []
  private files: Files = {}
  private code = new Map<string, Evaluate>()
  private project: Project
  private static count = 0
  private readonly name = `law-${process.pid}-${ProgramRunner.count++}`
  private readonly place = `memory:${this.name}`

  constructor() {
    this.project = createProject({ root: this.folder })
  }

  /** Warnings and errors of the last build, and warnings of all runs. */
  get problems(): string[] {
    return [...this.built, ...this.warned]
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** Replaces all files and builds. @param fresh as a new process would, without what the last build knew */
  async build(given: Files, fresh: boolean): Promise<void> {
    // A name of its own: warnings are told once for each function.
    const files = { ...given, 'package.json': JSON.stringify({ name: this.name, type: 'module' }) }
    for (const name of Object.keys(this.files)) if (!(name in files)) rmSync(path.join(this.folder, name))
    for (const [name, content] of Object.entries(files)) {
      if (this.files[name] === content) continue
      mkdirSync(path.dirname(path.join(this.folder, name)), { recursive: true })
      writeFileSync(path.join(this.folder, name), content)
    }
    this.files = files
    if (fresh) this.project = createProject({ root: this.folder })
    this.built = []
    this.code.clear()
    for (const [name, content] of Object.entries(files)) {
      if (!/\.[cm]?[jt]s$/.test(name)) continue
      // Declared once by the sources and once by what is built of them.
      const project = this.project as never
      const isPackage = name.startsWith('node_modules/')
      const result = isPackage ? undefined : transform(content, path.join(this.folder, name), { root: this.folder, project })
      for (const { severity, code, message } of result?.diagnostics ?? []) this.built.push(`${severity} ${code}: ${message}`)
      this.code.set(name, await evaluatorOf(result?.code ?? content))
    }
  }

  /** Loads every module anew and drives it. */
  async run(env: Record<string, string>, mode: 'cached' | 'off'): Promise<Outcome> {
    forgetSymbols()
    const before = { ...process.env }
    const counts = { hits: 0, misses: 0, bypasses: 0, calls: [] as string[] }
    const log: unknown[] = []
    Object.assign(process.env, env, { CACHECACHE_PATH: this.place, CACHECACHE: mode === 'off' ? 'off' : '' })
    current = counts
    warned = this.warned
    try {
      const main = (await this.load('src/main.ts', new Map())) as unknown as { drive(log: unknown[]): Promise<void> }
      await main.drive(log)
    } catch (error) {
      log.push(`crashed ${(error as Error).stack}`)
    } finally {
      current = undefined
      for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
      Object.assign(process.env, before)
    }
    return { log: inspect(log, { depth: 9, maxArrayLength: null, breakLength: 100 }), ...counts }
  }

  /** One module after the other, so that one that is met while it loads is part of a cycle. */
  private async load(name: string, loaded: Map<string, Exports>): Promise<Exports> {
    const known = loaded.get(name)
    if (known) return known
    const exports: Exports = {}
    loaded.set(name, exports)
    if (name.endsWith('.json')) {
      const content = JSON.parse(this.files[name]!) as Exports
      return Object.assign(exports, content, { default: content })
    }
    const load = (specifier: string): Promise<unknown> | unknown => {
      if (specifier === '@cachecache/runtime') return runtime
      if (specifier === '@cachecache/runtime/generated') return generated
      const ofPackage = `node_modules/${specifier}/index.js`
      if (this.code.has(ofPackage)) return this.load(ofPackage, loaded)
      if (!specifier.startsWith('.')) return import(specifier)
      const target = path.posix.join(path.posix.dirname(name), specifier)
      return this.load(this.code.has(target) || target.endsWith('.json') ? target : target.replace(/\.js$/, '.ts'), loaded)
    }
    const exportName = (as: string, get: () => unknown) =>
      Object.defineProperty(exports, as, { enumerable: true, configurable: true, get })
    const exportAll = (from: Exports) => {
      for (const key of Object.keys(from)) if (key !== 'default' && !(key in exports)) exportName(key, () => from[key])
    }
    const ask = async (specifier: string) => load(specifier)
    await this.code.get(name)!(exports, ask, ask, exportAll, exportName)
    return exports
  }
}
