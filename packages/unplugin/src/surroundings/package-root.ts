import path from 'node:path'
import type { SourceFiles } from './source-files.js'

/** The package that a file belongs to, from the nearest `package.json` with a name. */
export interface PackageRoot {
  name: string
  /** Absolute, with `/`. */
  folder: string
  manifest: string | undefined
}

export function findPackageRoot(file: string, root: string, files: Pick<SourceFiles, 'read'>): PackageRoot {
  for (let folder = path.posix.dirname(file); ; folder = path.posix.dirname(folder)) {
    const manifest = `${folder}/package.json`
    const name = nameIn(files.read(manifest))
    if (name !== undefined) return { name, folder, manifest }
    if (path.posix.dirname(folder) === folder) break
  }
  // Without a package, the folder's own name distinguishes the ids of two projects. It isn't an absolute path.
  return { name: path.posix.basename(root) || 'app', folder: root, manifest: undefined }
}

function nameIn(manifest: Buffer | undefined): string | undefined {
  if (!manifest) return undefined
  try {
    const { name } = JSON.parse(manifest.toString('utf8')) as { name?: unknown }
    return typeof name === 'string' && name !== '' ? name : undefined
  } catch {
    return undefined
  }
}

/** The path of a file in its package: relative, with `/` on every system. */
export function identityPath(file: string, { folder }: Pick<PackageRoot, 'folder'>): string {
  const [from, to] = [folder, file].map((name) => name.replaceAll('\\', '/').replace(/^[a-z]:/, (drive) => drive.toUpperCase()))
  const relative = path.posix.relative(from!, to!)
  // A file outside, which belongs to no package: a relative path would contain folder names of this machine.
  if (relative.startsWith('../')) return to!.split('/').slice(-2).join('/')
  return relative.replace(/^[A-Za-z]:/, '').replace(/^\/+/, '')
}
