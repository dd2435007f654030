import { createRequire } from 'node:module'
import path from 'node:path'
import { missingRuntime } from '../../errors.js'
import { fileOf } from '../../module-id.js'
import type { Diagnostic } from '../../stages.js'
import type { BuildSettings } from '../../surroundings/build-settings.js'
import { findPackageManager, installCommand } from '../../surroundings/package-manager.js'
import { findPackageRoot } from '../../surroundings/package-root.js'
import { projectRoot, readIfThere, realFile } from '../../surroundings/source-files.js'
import { emittedMark, runtimeSpecifier } from './runtime-package.js'

/** Whether the runtime can be resolved from a tagged file. In a workspace, one package may lack it while others have it. */
export class MissingRuntime {
  /** By folder. */
  readonly #found = new Map<string, boolean>()

  forget(): void {
    this.#found.clear()
  }

  refuse(id: string, code: string, root: string, settings: BuildSettings = {}): Diagnostic | undefined {
    if (this.finds(id, settings)) return undefined
    const file = realFile(fileOf(id))
    const { name, folder, manifest } = findPackageRoot(file, root, { read: readIfThere })
    const own = projectRoot(root)
    // For the project itself, which may be bundled for another location, the bundler or Node reports it.
    if (manifest === undefined || folder === findPackageRoot(`${own}/.`, own, { read: readIfThere }).folder) return undefined
    const { manager } = findPackageManager(folder)
    const command = installCommand(manager, ['@cachecache/runtime']).join(' ')
    const place = path.posix.relative(own, folder)
    return { ...missingRuntime(name, place, command), severity: 'error', file: fileOf(id), ...placeOfTag(code) }
  }

  /** Whether a module can import the runtime, wherever tagged files are. */
  finds(id: string, { alias }: BuildSettings = {}): boolean {
    return (
      this.#isFound(path.posix.dirname(realFile(fileOf(id)))) || alias?.some((rule) => runtimeSpecifier.test(rule.find)) === true
    )
  }

  #isFound(folder: string): boolean {
    let found = this.#found.get(folder)
    if (found === undefined) this.#found.set(folder, (found = canResolve(folder)))
    return found
  }
}

function canResolve(folder: string): boolean {
  try {
    createRequire(`${folder}/module.js`).resolve(emittedMark)
    return true
  } catch (error) {
    // Found, but not for `require`; a bundler may use another condition.
    return (error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND'
  }
}

function placeOfTag(code: string): { line: number; column: number } {
  const before = code.slice(0, Math.max(code.search(/@cache/), 0)).split(/\r\n|[\n\r\u2028\u2029]/)
  return { line: before.length, column: before.at(-1)!.length + 1 }
}
