/** Packages that are never part of this one or of a bundle: native code, and clients of servers. Optional peer dependencies. */
export type OutsidePackage =
  | 'better-sqlite3'
  | '@keyv/memcache'
  | '@keyv/mongo'
  | '@keyv/mysql'
  | '@keyv/postgres'
  | '@keyv/redis'
  | '@keyv/valkey'

export interface FoundPackage {
  /** Its main file, from which its own dependencies are resolved. */
  file: string
  load(): unknown
}

/**
 * File tracers, which copy a program and its dependencies, follow a `require` created by `module.createRequire` with a literal name.
 * Bundlers ignore it.
 */
function findFrom(from: string, name: OutsidePackage): FoundPackage {
  const module = process.getBuiltinModule('node:module')
  const requireHere = module.createRequire(from)
  // Not `requireHere`: a minifier inlines a name that is used only once, and tracers look for this form.
  const file = module.createRequire(from).resolve(name)
  const load = (): unknown => {
    switch (name) {
      case 'better-sqlite3':
        return requireHere('better-sqlite3')
      case '@keyv/memcache':
        return requireHere('@keyv/memcache')
      case '@keyv/mongo':
        return requireHere('@keyv/mongo')
      case '@keyv/mysql':
        return requireHere('@keyv/mysql')
      case '@keyv/postgres':
        return requireHere('@keyv/postgres')
      case '@keyv/redis':
        return requireHere('@keyv/redis')
      case '@keyv/valkey':
        return requireHere('@keyv/valkey')
    }
  }
  return { file, load }
}

/** @returns undefined if it isn't installed */
export function findPackage(name: OutsidePackage): FoundPackage | undefined {
  for (const from of places()) {
    try {
      return findFrom(from, name)
    } catch {
      // The next location is tried.
    }
  }
  return undefined
}

/**
 * First the location of this file, which has no URL in a CommonJS bundle; then the working directory, for package managers with strict
 * linking.
 */
function* places(): Iterable<string> {
  if (typeof __filename === 'string') yield __filename
  else yield import.meta.url
  yield `${process.cwd()}/`
}
