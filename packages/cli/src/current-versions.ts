import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { glob } from 'tinyglobby'
import { Misuse } from './command.js'
import { allSettings } from './last-builds.js'

/** The current versions of each function ID. */
export type CurrentVersions = ReadonlyMap<string, ReadonlySet<string>>

const SOURCES = '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}'
const NO_SOURCES = [
  '**/node_modules/**',
  '**/dist/**',
  '**/build/**',
  '**/out/**',
  '**/coverage/**',
  '**/*.d.{ts,mts,cts}',
  '**/*.min.js',
]

/** Reads the tagged functions of all sources in the folder's project, with the settings of each of its builds. */
export async function findCurrentVersions(folder: string, alias: Record<string, string> = {}): Promise<CurrentVersions> {
  const { createProject, transform } = await import('@cachecache/unplugin/transform')
  const root = dirname(await findManifest(folder))
  const versions = new Map<string, Set<string>>()
  const files = await glob(SOURCES, { cwd: root, ignore: NO_SOURCES, absolute: true })
  for (const settings of await allSettings(root, alias)) {
    const project = createProject(settings)
    for (const file of files) {
      const result = transform(await readFile(file, 'utf8'), file, { ...settings, project })
      const error = result?.diagnostics.find((diagnostic) => diagnostic.severity === 'error')
      // With incomplete sources, current results would look stale.
      if (error)
        throw new Error(`${error.file}:${error.line}:${error.column}: ${error.message}\nNothing was removed. Fix this first.`)
      for (const { id, version } of result?.functions ?? []) versions.set(id, (versions.get(id) ?? new Set()).add(version))
    }
  }
  return versions
}

/** Returns the first part of the IDs in the folder's project. */
export async function readPackageName(folder: string): Promise<string> {
  const manifest = await findManifest(folder)
  const { name } = JSON.parse(await readFile(manifest, 'utf8')) as { name?: unknown }
  if (typeof name !== 'string' || name === '')
    throw new Misuse(`${manifest} has no "name", which is part of every function id. Add one.`)
  return name
}

async function findManifest(folder: string): Promise<string> {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const manifest = join(at, 'package.json')
    if (
      await readFile(manifest).then(
        () => true,
        () => false,
      )
    )
      return manifest
    if (at === dirname(at)) throw new Misuse(`No package.json in ${folder} or above. Run this in the project's folder.`)
  }
}
