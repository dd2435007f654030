import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as ts from 'typescript'

/** The JavaScript compiler: the package `typescript` up to version 6. */
export type CompilerApi = typeof ts

/** The part of TypeScript 7's API that a check needs; see `check-native.ts`. */
export interface NativeApi {
  API: new (options: { cwd: string; fs: { readFile(file: string): string | null | undefined } }) => NativeSession
}

export interface NativeSession {
  updateSnapshot(params: { openProjects?: string[]; fileChanges?: unknown }): {
    getProject(config: string): NativeProject | undefined
  }
  close(): void
  /** The compiler's process; its API doesn't guarantee this. */
  readonly client?: { readonly channel?: { readonly child?: { kill(signal: string): void }; close(): void } }
}

export interface NativeProject {
  readonly compilerOptions: Record<string, unknown>
  readonly rootFiles: readonly string[]
  readonly program: NativeProgram
}

export interface NativeDiagnostic {
  fileName?: string | undefined
  pos: number
  end: number
  code: number
  category: number
  text: string
  messageChain?: readonly NativeDiagnostic[] | undefined
  relatedInformation?: readonly NativeDiagnostic[] | undefined
}

type Diagnostics = () => readonly NativeDiagnostic[]
export interface NativeProgram {
  getConfigFileParsingDiagnostics: Diagnostics
  getSyntacticDiagnostics: Diagnostics
  getProgramDiagnostics: Diagnostics
  getGlobalDiagnostics: Diagnostics
  getSemanticDiagnostics: Diagnostics
  getDeclarationDiagnostics: Diagnostics
}

/** The version of TypeScript installed in a project. */
export function installedTypeScript(folder: string): { version: string; root: string } | undefined {
  try {
    const manifest = createRequire(path.join(folder, 'noop.js')).resolve('typescript/package.json')
    return { version: JSON.parse(readFileSync(manifest, 'utf8')).version, root: path.dirname(manifest) }
  } catch {
    return undefined
  }
}

/** TypeScript 7's own API, if the project has a version of it that is supported here. */
export async function loadNativeApi(folder: string): Promise<NativeApi | undefined> {
  const installed = installedTypeScript(folder)
  if (!installed || Number.parseInt(installed.version) < 7) return undefined
  try {
    const require = createRequire(path.join(installed.root, 'package.json'))
    const api = (await import(pathToFileURL(require.resolve('typescript/unstable/sync')).href)) as Partial<NativeApi>
    // The API is declared unstable. If it has changed, the JavaScript compiler is used.
    return typeof api.API?.prototype.updateSnapshot === 'function' ? (api as NativeApi) : undefined
  } catch {
    return undefined
  }
}

/** The project's own TypeScript 5 or 6, or the one bundled with ts-morph if the project has another version or none. */
export async function loadCompilerApi(folder: string): Promise<CompilerApi> {
  const installed = installedTypeScript(folder)
  if (installed && Number.parseInt(installed.version) < 7) {
    return createRequire(path.join(folder, 'noop.js'))('typescript') as CompilerApi
  }
  return (await import('ts-morph')).ts as unknown as CompilerApi
}
