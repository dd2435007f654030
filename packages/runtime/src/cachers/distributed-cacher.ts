import { platform } from '#platform'
import { cache, makeCacher, type Cacher } from './cacher.js'
import { OptionError } from '../reporting/errors.js'
import { checkNames, describe } from '../options/options.js'
import { isCacher, locate, type AnyCacher, type Place } from './place.js'

export interface DistributedCacherOptions {
  /** Name of the parameter, or of the property in a destructured one, that holds the folder of the data. */
  datapathArg: string
  /** The folder for results below that folder. @default '.local_cache' */
  localCachePath?: string | undefined
  /** For functions without that argument, and for values that are not a path. @default cache */
  globalCacher?: AnyCacher | undefined
}

/**
 * A cacher that stores results beside the data they were made from: in `<data path>/<localCachePath>`. The data path
 * itself is not part of the key there, so data and cache can be moved together. The `cachePath` of a call takes precedence;
 * the data path is then part of the key.
 *
 * @throws OptionError for an unknown option or a value of the wrong type
 */
export function distributedCacher(options: DistributedCacherOptions): Cacher {
  checkNames(options, ['datapathArg', 'localCachePath', 'globalCacher'], 'distributedCacher')
  const { datapathArg, localCachePath = '.local_cache', globalCacher = cache } = options
  if (typeof datapathArg !== 'string' || datapathArg === '') throw wrong('datapathArg', datapathArg, "a parameter's name")
  if (typeof localCachePath !== 'string' || localCachePath === '') throw wrong('localCachePath', localCachePath, 'a folder name')
  if (!isCacher(globalCacher)) throw wrong('globalCacher', globalCacher, "a Cacher, for example Cacher('my/path')")
  return makeCacher((params: readonly string[], values: readonly unknown[]): Place => {
    const index = params.indexOf(datapathArg)
    const folder = index < 0 ? undefined : folderOf(values[index])
    if (folder === undefined || !isUsable(folder)) return globalCacher[locate](params, values)
    const { maxSize } = globalCacher[locate](params, values)
    return { location: platform.joinPath(folder, localCachePath), maxSize, omit: index }
  })
}

/** Above this size the set is cleared. */
const LIMIT = 1_000
const usable = new Set<string>()

/** Asked once for each folder that is there: a call should not cost a look at the disk. */
function isUsable(folder: string): boolean {
  const name = `${platform.workingDirectory()}\0${folder}`
  if (usable.has(name)) return true
  if (!platform.isFolder(folder)) return false
  if (usable.size >= LIMIT) usable.clear()
  usable.add(name)
  return true
}

/** A path or a `file:` URL. Other schemes name no folder that results could lie in. */
function folderOf(value: unknown): string | undefined {
  const path = value instanceof URL ? value.href : value
  if (typeof path !== 'string' || path === '' || path.includes('\0')) return undefined
  const scheme = /^([a-z][a-z\d+.-]+):/i.exec(path)
  return scheme === null || scheme[1]?.toLowerCase() === 'file' ? path : undefined
}

function wrong(name: string, value: unknown, expected: string): OptionError {
  return new OptionError(
    'wrong-option-type',
    `distributedCacher: the option '${name}' is ${describe(value)}. Expected ${expected}.`,
  )
}
