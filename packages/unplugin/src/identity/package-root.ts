import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** The package that a file belongs to: the nearest package.json with a name. */
export interface PackageRoot {
  name: string
  /** Absolute, with `/`. */
  folder: string
  manifest: string | undefined
}

export function findPackageRoot(file: string, root: string): PackageRoot {
  for (let folder = path.posix.dirname(file); ; folder = path.posix.dirname(folder)) {
    const manifest = `${folder}/package.json`
    if (existsSync(manifest)) {
      const { name } = JSON.parse(readFileSync(manifest, 'utf8')) as { name?: unknown }
      if (typeof name === 'string' && name !== '') return { name, folder, manifest }
    }
    if (path.posix.dirname(folder) === folder) break
  }
  return { name: path.posix.basename(root) || 'app', folder: root, manifest: undefined }
}
