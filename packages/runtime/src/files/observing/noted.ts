import type { Stats } from 'node:fs'
import type { FileDigests } from '../../backends/backend.js'
import { answerNow, type Ask } from '../asks.js'
import { digestFile, isSettled } from '../digests.js'
import { failure, raw } from './raw-fs.js'

/** A recorded query, shared by all recordings that it belongs to. */
export interface Noted {
  readonly ask: Ask
  /** The answer before the body received its own. For the content of a file, only if the times could hide a change. */
  before: string | undefined
  /** For `content`, `stat` and `lstat`: the metadata at that time. */
  readonly stats: Stats | undefined
  /** For `stat` and `lstat`: the fields that were read. */
  fields: number
}

/** The answers of these queries are paths, which a trace stores relative to a root. */
export const NAMES_PATHS: ReadonlySet<string> = new Set(['realpath', 'cwd'])
export const asItIs = (path: string): string => path

/** Records the answer, or the metadata of the file, before the body receives its own answer. */
export function notice(ask: Ask, ledger: FileDigests | undefined): Noted {
  const noted: Noted = { ask, before: undefined, stats: undefined, fields: 0 }
  switch (ask.kind) {
    case 'content':
      return noticeContent(ask, ledger)
    case 'stat':
    case 'lstat':
      try {
        const stats = (ask.kind === 'stat' ? raw.statSync : raw.lstatSync)(ask.path, { throwIfNoEntry: false })
        return stats === undefined ? { ...noted, before: '!ENOENT' } : { ...noted, stats }
      } catch (error) {
        return { ...noted, before: failure(error) }
      }
    default:
      return { ...noted, before: answerNow(ask, { ledger, display: asItIs }) }
  }
}

function noticeContent(ask: Ask, ledger: FileDigests | undefined): Noted {
  const noted: Noted = { ask, before: undefined, stats: undefined, fields: 0 }
  try {
    const stats = raw.statSync(ask.path, { throwIfNoEntry: false })
    if (stats === undefined) return { ...noted, before: '!ENOENT' }
    if (stats.isDirectory()) return { ...noted, before: '!EISDIR' }
    if (!stats.isFile()) return { ...noted, before: '!SPECIAL' }
    // A change within the same clock tick is visible only in the content.
    return { ...noted, stats, before: isSettled(stats) ? undefined : digestFile(ask.path, stats, ledger) }
  } catch (error) {
    return { ...noted, before: failure(error) }
  }
}

export function lookAt(path: string): Stats | undefined {
  try {
    return raw.statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}
