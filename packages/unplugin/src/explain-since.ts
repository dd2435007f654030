import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { explain, type Explanation, type ExplainOptions } from './explain-functions.js'

/** One cause of a version change: a dependency whose own code or content changed. */
export interface Move {
  change: 'changed' | 'added' | 'removed'
  name: string
}

/** The changes of a function since a revision. */
export interface SinceRevision {
  id: string
  version: string
  /** None if the function didn't exist. */
  previousVersion: string | undefined
  moves: Move[]
}

/** The revision can't be read: there is no repository, or no such revision. */
export class RevisionError extends Error {
  readonly code = 'revision'
}

/** The dependencies that changed the versions of a file's tagged functions since a git revision. */
export function explainSince(file: string, revision: string, options: ExplainOptions = {}): SinceRevision[] {
  const root = resolve(options.root ?? process.cwd())
  const path = resolve(root, file)
  const now = explain(path, { ...options, root }).functions
  const before = explainAt(path, revision, { ...options, root })
  return now.map((current) => {
    const previous = before.find(({ id }) => id === current.id)
    const moves = previous && previous.version !== current.version ? findMoves(previous, current) : []
    return { id: current.id, version: current.version, previousVersion: previous?.version, moves }
  })
}

function explainAt(path: string, revision: string, options: ExplainOptions & { root: string }): Explanation[] {
  const top = realpathSync(git(dirname(path), 'rev-parse', '--show-toplevel').trim())
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cachecache-since-')))
  try {
    // The repository's folder name may be part of ids, so the copy has the same name.
    const copy = join(folder, basename(top))
    checkOut(top, revision, folder, copy)
    linkPackages(top, copy, top)
    const inCopy = (place: string) => join(copy, relative(top, place))
    const old = inCopy(realpathSync(path))
    if (!existsSync(old)) return []
    const root = inCopy(realpathSync(options.root))
    const moved = <T>(value: T): T => mapStrings(value, (text) => (isWithin(text, top) ? inCopy(text) : text)) as T
    const { alias = {}, settings = {} } = options
    const inCopyOptions = { ...options, alias: moved(alias), settings: moved(settings), root: existsSync(root) ? root : copy }
    return explain(old, inCopyOptions).functions
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const isWithin = (place: string, folder: string): boolean =>
  isAbsolute(place) && !/^\.\.(?:[\\/]|$)/.test(relative(folder, place))

/** Maps the strings in JSON data. */
function mapStrings(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapStrings(item, change)]))
}

// Uses a separate index, so the user's index and working tree aren't changed.
function checkOut(top: string, revision: string, folder: string, copy: string): void {
  const env = { ...process.env, GIT_INDEX_FILE: join(folder, 'index') }
  git(top, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`)
  execFileSync('git', ['read-tree', revision], { cwd: top, env, stdio: 'pipe' })
  execFileSync('git', ['checkout-index', '--all', `--prefix=${copy}/`], { cwd: top, env, stdio: 'pipe' })
}

function git(folder: string, ...args: string[]): string {
  try {
    return execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  } catch {
    throw new RevisionError(
      args[1] === '--verify'
        ? `git has no revision '${args.at(-1)!.replace('^{commit}', '')}'. Pass a commit, a branch or a tag.`
        : `${folder} is not in a git repository. Run this in a checkout.`,
    )
  }
}

/** Links the packages that are installed now; workspace packages come from the revision. */
function linkPackages(folder: string, copy: string, top: string): void {
  const modules = join(folder, 'node_modules')
  if (existsSync(modules))
    linkEntries(modules, join(copy, 'node_modules'), top, copy.slice(0, copy.length - folder.length + top.length))
  for (const entry of existsSync(copy) ? readdirSync(copy, { withFileTypes: true }) : []) {
    if (entry.isDirectory() && entry.name !== 'node_modules' && entry.name !== '.git') {
      linkPackages(join(folder, entry.name), join(copy, entry.name), top)
    }
  }
}

function linkEntries(modules: string, copy: string, top: string, copiedTop: string): void {
  mkdirSync(copy, { recursive: true })
  for (const entry of readdirSync(modules, { withFileTypes: true })) {
    const path = join(modules, entry.name)
    if (entry.name.startsWith('@')) {
      linkEntries(path, join(copy, entry.name), top, copiedTop)
      continue
    }
    if (!existsSync(path) || existsSync(join(copy, entry.name))) continue
    const real = realpathSync(path)
    const inside = relative(top, real)
    const local = !inside.startsWith('..') && !inside.split(sep).includes('node_modules')
    symlinkSync(local ? join(copiedTop, inside) : real, join(copy, entry.name), 'junction')
  }
}

function findMoves(before: Explanation, now: Explanation): Move[] {
  const [old, current] = [partsOf(before), partsOf(now)]
  const moves: Move[] = []
  for (const [name, digest] of current) {
    if (!old.has(name)) moves.push({ change: 'added', name })
    else if (old.get(name) !== digest) moves.push({ change: 'changed', name })
  }
  for (const name of old.keys()) if (!current.has(name)) moves.push({ change: 'removed', name })
  return moves
}

function partsOf({ codeDigests, dependencies }: Explanation): Map<string, string> {
  const parts = new Map(Object.entries(codeDigests))
  for (const { kind, name, digest = '' } of dependencies) if (kind === 'file' || kind === 'package') parts.set(name, digest)
  return parts
}
