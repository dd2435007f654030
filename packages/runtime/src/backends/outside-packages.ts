/** What is never part of this package, nor of a bundle: native code, and the clients of servers. Optional peers. */
export type OutsidePackage =
  | 'better-sqlite3'
  | '@keyv/memcache'
  | '@keyv/mongo'
  | '@keyv/mysql'
  | '@keyv/postgres'
  | '@keyv/redis'
  | '@keyv/valkey'

export interface FoundPackage {
  /** Its main file, from which what it depends on is found. */
  file: string
  load(): unknown
}

/**
 * File tracers, which copy a program and what it needs, follow `require`s that `module.createRequire` made, of names in plain
 * text. Bundlers leave them alone.
 */
function findFrom(from: string, name: OutsidePackage): FoundPackage {
  const module = process.getBuiltinModule('node:module')
  const requireHere = module.createRequire(from)
  // Not by `requireHere`: a name that is used once only does not outlive the minifier, and tracers go by it.
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

/** @returns nothing where it is not installed */
export function findPackage(name: OutsidePackage): FoundPackage | undefined {
  for (const from of places()) {
    try {
      return findFrom(from, name)
    } catch {
      // Looked for in the next place.
    }
  }
  return undefined
}

/**
 * Beside this file, which has no URL in a bundle of CommonJS. Or where the program was started, for package managers that link
 * strictly.
 */
function* places(): Iterable<string> {
  if (typeof __filename === 'string') yield __filename
  else yield import.meta.url
  yield `${process.cwd()}/`
}
