import { type AskKind, type GlobDetail } from '../asks.js'
import { noticeFields } from './noticed-stats.js'
import { noticeClosed, noticeDescriptor, noticeHandle, noticeOpened, pathOfDescriptor } from './open-files.js'
import { parsePath, isIgnored, isModuleBeingLoaded } from '../paths.js'
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

function ask(recording: BodyRecording, argument: unknown, kind: AskKind, detail = ''): Noted | undefined {
  const found = parsePath(argument)
  if (found === undefined || isIgnored(found.path)) return undefined
  return recording.note({ kind, detail, ...found })
}

function writes(recording: BodyRecording, argument: unknown, whole: boolean): void {
  const found = parsePath(argument)
  if (found !== undefined && !isIgnored(found.path)) recording.write(found.path, whole)
}

/** Accepts a path, or an open file. */
function readsContent(recording: BodyRecording, argument: unknown): void {
  if (typeof argument === 'number') return noticeDescriptor(recording, argument)
  if (typeof argument === 'object' && argument !== null && 'fd' in argument) return noticeHandle(recording, argument)
  if (typeof argument === 'string' && isModuleBeingLoaded(argument)) return
  ask(recording, argument, 'content')
}

/** @returns the path, if the argument is one */
function opens(recording: BodyRecording, argument: unknown, flags: unknown): string | undefined {
  const { reads, writesIt, truncates } = readFlags(flags)
  if (writesIt) writes(recording, argument, truncates)
  if (reads) ask(recording, argument, 'content')
  return parsePath(argument)?.path
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

function listsFolder(recording: BodyRecording, argument: unknown, options: Options, types: boolean): void {
  ask(recording, argument, options?.['recursive'] === true ? 'tree' : 'listing', types ? 't' : '')
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
  const source = parsePath(from)
  if (source === undefined) return
  ask(recording, from, 'content')
  ask(recording, from, 'tree', 't')
  writes(recording, to, true)
}

const content: Notice = { before: (recording, [argument]) => readsContent(recording, argument) }
const written: Notice = { before: (recording, [argument]) => writes(recording, argument, true) }
const changed: Notice = { before: (recording, [argument]) => writes(recording, argument, false) }
const stat: Notice = {
  before: (recording, [argument]) => ask(recording, argument, 'stat'),
  after: (_, result, noted) => noticeFields(result as never, noted as Noted | undefined),
}
const lstat: Notice = { ...stat, before: (recording, [argument]) => ask(recording, argument, 'lstat') }
export const realpath: Notice = {
  before(recording, [argument, options]) {
    // Node's module loader passes its own cache under a symbol.
    if (Object.getOwnPropertySymbols(optionsOf(options) ?? {}).length === 0) ask(recording, argument, 'realpath')
  },
}
const descriptor: Notice = { before: (recording, [argument]) => noticeDescriptor(recording, argument as number) }

/** Keyed by the name of the asynchronous form, from which the promise and synchronous forms are derived. */
export const NOTICES: Record<string, Notice> = {
  readFile: content,
  openAsBlob: content,
  open: {
    before: (recording, [argument, flags]) => opens(recording, argument, flags),
    after: (recording, result, path) => noticeOpened(recording, result, (path as string | undefined) ?? ''),
  },
  createReadStream: {
    before(recording, [argument, options]) {
      const opened = optionsOf(options)?.['fd']
      readsContent(recording, opened ?? argument)
    },
  },
  createWriteStream: {
    before: (recording, [argument, options]) => void opens(recording, argument, optionsOf(options)?.['flags'] ?? 'w'),
  },
  readdir: {
    before: (recording, [argument, options]) =>
      listsFolder(recording, argument, optionsOf(options), optionsOf(options)?.['withFileTypes'] === true),
  },
  opendir: { before: (recording, [argument, options]) => listsFolder(recording, argument, optionsOf(options), true) },
  glob: { before: (recording, [pattern, options]) => globs(recording, pattern, optionsOf(options)) },
  stat,
  lstat,
  fstat: {
    before: (recording, [argument]) => pathOfDescriptor(recording, argument as number),
    after: (recording, result, path) =>
      path === undefined
        ? result
        : noticeFields(result as never, recording.note({ kind: 'stat', detail: '', path: path as string, relative: false })),
  },
  access: {
    before: (recording, [argument, mode]) => void ask(recording, argument, 'access', String(typeof mode === 'number' ? mode : 0)),
  },
  exists: { before: (recording, [argument]) => void ask(recording, argument, 'access', '0') },
  statfs: {
    before: (recording) => recording.spoil('disk-space', 'it reads how much space is left on a disk, which changes at any time'),
  },
  realpath,
  readlink: { before: (recording, [argument]) => void ask(recording, argument, 'readlink') },
  read: descriptor,
  readv: descriptor,
  close: { before: (_, [argument]) => noticeClosed(argument) },
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
  symlink: { before: (recording, [, argument]) => writes(recording, argument, true) },
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
    before(recording, [argument, options]) {
      const found = parsePath(argument)
      if (found !== undefined) recording.makeFolder(found.path, optionsOf(options)?.['recursive'] === true)
    },
  },
  mkdtemp: {
    before: () => undefined,
    after(recording, result) {
      const found = parsePath(result)
      if (found !== undefined) recording.madeFolder(found.path)
      return result
    },
  },
}
