import { type AskKind, type GlobDetail } from './asks.js'
import { noticeFields } from './noticed-stats.js'
import { noticeClosed, noticeDescriptor, noticeHandle, noticeOpened, pathOfDescriptor } from './open-files.js'
import { givenPath, isIgnored, isModuleBeingLoaded } from './paths.js'
import { raw } from './raw-fs.js'
import type { Noted } from './noted.js'
import type { BodyRecording } from './recording.js'

type Options = Record<PropertyKey, unknown> | undefined

/** What is recorded about one function of `node:fs`, in its three forms. */
export interface Notice {
  /** Runs before the function. @returns what `after` needs */
  before(recording: BodyRecording, args: unknown[]): unknown
  /** Receives the result: the value of a promise, of a callback, or of the call. @returns the result, or a replacement for it */
  after?(recording: BodyRecording, result: unknown, kept: unknown): unknown
}

const optionsOf = (value: unknown): Options => (typeof value === 'object' && value !== null ? (value as Options) : undefined)

function ask(recording: BodyRecording, given: unknown, kind: AskKind, detail = ''): Noted | undefined {
  const found = givenPath(given)
  if (found === undefined || isIgnored(found.path)) return undefined
  return recording.note({ kind, detail, ...found })
}

function writes(recording: BodyRecording, given: unknown, whole: boolean): void {
  const found = givenPath(given)
  if (found !== undefined && !isIgnored(found.path)) recording.write(found.path, whole)
}

/** Accepts a path, or an open file. */
function readsContent(recording: BodyRecording, given: unknown): void {
  if (typeof given === 'number') return noticeDescriptor(recording, given)
  if (typeof given === 'object' && given !== null && 'fd' in given) return noticeHandle(recording, given)
  if (typeof given === 'string' && isModuleBeingLoaded(given)) return
  ask(recording, given, 'content')
}

/** @returns the path, if the argument is one */
function opens(recording: BodyRecording, given: unknown, flags: unknown): string | undefined {
  const { reads, writesIt, truncates } = readFlags(flags)
  if (writesIt) writes(recording, given, truncates)
  if (reads) ask(recording, given, 'content')
  return givenPath(given)?.path
}

function readFlags(flags: unknown): { reads: boolean; writesIt: boolean; truncates: boolean } {
  if (typeof flags === 'number') {
    const access = flags & (raw.constants.O_WRONLY | raw.constants.O_RDWR)
    return { reads: access !== raw.constants.O_WRONLY, writesIt: access !== 0, truncates: (flags & raw.constants.O_TRUNC) !== 0 }
  }
  const text = typeof flags === 'string' ? flags : 'r'
  return {
    reads: text.includes('r') || text.includes('+'),
    writesIt: !/^r?s?r?$/.test(text),
    truncates: text.startsWith('w') || text.includes('x'),
  }
}

function listsFolder(recording: BodyRecording, given: unknown, options: Options, types: boolean): void {
  ask(recording, given, options?.['recursive'] === true ? 'tree' : 'listing', types ? 't' : '')
}

function globs(recording: BodyRecording, pattern: unknown, options: Options): void {
  const folder = options?.['cwd'] ?? '.'
  const exclude = options?.['exclude']
  const isPlain = exclude === undefined || (Array.isArray(exclude) && exclude.every((each) => typeof each === 'string'))
  if (!isPlain) return void ask(recording, folder, 'tree', 't')
  const detail: GlobDetail = { pattern: pattern as string, ...(exclude !== undefined && { exclude: exclude as string[] }) }
  ask(recording, folder, 'glob', JSON.stringify(detail))
}

function copies(recording: BodyRecording, from: unknown, to: unknown): void {
  const source = givenPath(from)
  if (source === undefined) return
  ask(recording, from, 'content')
  ask(recording, from, 'tree', 't')
  writes(recording, to, true)
}

const content: Notice = { before: (recording, [given]) => readsContent(recording, given) }
const written: Notice = { before: (recording, [given]) => writes(recording, given, true) }
const changed: Notice = { before: (recording, [given]) => writes(recording, given, false) }
const stat: Notice = {
  before: (recording, [given]) => ask(recording, given, 'stat'),
  after: (_, result, noted) => noticeFields(result as never, noted as Noted | undefined),
}
const lstat: Notice = { ...stat, before: (recording, [given]) => ask(recording, given, 'lstat') }
export const realpath: Notice = {
  before(recording, [given, options]) {
    // Node's module loader passes its own cache under a symbol.
    if (Object.getOwnPropertySymbols(optionsOf(options) ?? {}).length === 0) ask(recording, given, 'realpath')
  },
}
const descriptor: Notice = { before: (recording, [given]) => noticeDescriptor(recording, given as number) }

/** Keyed by the name of the asynchronous form, from which the promise and synchronous forms are derived. */
export const NOTICES: Record<string, Notice> = {
  readFile: content,
  openAsBlob: content,
  open: {
    before: (recording, [given, flags]) => opens(recording, given, flags),
    after: (recording, result, path) => noticeOpened(recording, result, (path as string | undefined) ?? ''),
  },
  createReadStream: {
    before(recording, [given, options]) {
      const opened = optionsOf(options)?.['fd']
      readsContent(recording, opened ?? given)
    },
  },
  createWriteStream: {
    before: (recording, [given, options]) => void opens(recording, given, optionsOf(options)?.['flags'] ?? 'w'),
  },
  readdir: {
    before: (recording, [given, options]) =>
      listsFolder(recording, given, optionsOf(options), optionsOf(options)?.['withFileTypes'] === true),
  },
  opendir: { before: (recording, [given, options]) => listsFolder(recording, given, optionsOf(options), true) },
  glob: { before: (recording, [pattern, options]) => globs(recording, pattern, optionsOf(options)) },
  stat,
  lstat,
  fstat: {
    before: (recording, [given]) => pathOfDescriptor(recording, given as number),
    after: (recording, result, path) =>
      path === undefined
        ? result
        : noticeFields(result as never, recording.note({ kind: 'stat', detail: '', path: path as string, relative: false })),
  },
  access: {
    before: (recording, [given, mode]) => void ask(recording, given, 'access', String(typeof mode === 'number' ? mode : 0)),
  },
  exists: { before: (recording, [given]) => void ask(recording, given, 'access', '0') },
  realpath,
  readlink: { before: (recording, [given]) => void ask(recording, given, 'readlink') },
  read: descriptor,
  readv: descriptor,
  close: { before: (_, [given]) => noticeClosed(given) },
  writeFile: written,
  appendFile: changed,
  truncate: changed,
  chmod: changed,
  lchmod: changed,
  chown: changed,
  lchown: changed,
  utimes: changed,
  lutimes: changed,
  unlink: written,
  rm: written,
  rmdir: written,
  symlink: { before: (recording, [, given]) => writes(recording, given, true) },
  link: { before: (recording, [from, to]) => copies(recording, from, to) },
  copyFile: { before: (recording, [from, to]) => copies(recording, from, to) },
  cp: { before: (recording, [from, to]) => copies(recording, from, to) },
  rename: {
    before(recording, [from, to]) {
      copies(recording, from, to)
      writes(recording, from, true)
    },
  },
  mkdir: {
    before(recording, [given, options]) {
      const found = givenPath(given)
      if (found !== undefined) recording.makeFolder(found.path, optionsOf(options)?.['recursive'] === true)
    },
  },
  mkdtemp: {
    before: () => undefined,
    after(recording, result) {
      const found = givenPath(result)
      if (found !== undefined) recording.madeFolder(found.path)
      return result
    },
  },
}
