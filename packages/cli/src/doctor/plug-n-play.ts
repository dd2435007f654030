import { createRequire } from 'node:module'
import { join } from 'node:path'

interface Locator {
  name: string | null
}

/** What Yarn's Plug'n'Play knows of the installed packages. There is no `node_modules` then. */
export interface PlugNPlay {
  getAllLocators(): Locator[]
  getPackageInformation(locator: Locator): { packageLocation: string }
  /** A package with peer dependencies has a virtual path for each set of them. */
  resolveVirtual(path: string): string | null
}

/** None if the process doesn't run under it. */
export function findPlugNPlay(folder: string): PlugNPlay | undefined {
  try {
    return createRequire(join(folder, 'package.json'))('pnpapi') as PlugNPlay
  } catch {
    return undefined
  }
}

export function findCopies(packages: PlugNPlay, name: string): string[] {
  return packages
    .getAllLocators()
    .filter((locator) => locator.name === name)
    .map((locator) => packages.getPackageInformation(locator).packageLocation)
    .map((path) => packages.resolveVirtual(path) ?? path)
}
