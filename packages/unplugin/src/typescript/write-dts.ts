import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { augmentationOf, type DeclaredFile } from './augmentation.js'
import { declareTaggedFiles, isIncluded, projectsOf } from './declarations.js'
import { augmentationsInDeclarations, noDeclarationFile } from './errors.js'
import { describeUnexpressed, type Unexpressed } from './overlay/option-insertions.js'
import { GENERATED } from './overlay/overlays.js'
import { findProject } from './projects.js'
import { watchSources } from './watch-sources.js'

/** The heading of the list of functions that augmentations can't express. */
export const NOT_EXPRESSED =
  "A declaration file can't give these functions call options. Each line says what to do. `cachecache check` knows all that have a written type:"

export interface TypesOptions {
  /** A tsconfig file or its folder. @default the closest tsconfig.json upwards of `cwd` */
  project?: string | undefined
  /** The output file. @default `cachecache.d.ts` beside the project's tsconfig */
  out?: string | undefined
  /** @default process.cwd() */
  cwd?: string | undefined
}

export interface WrittenTypes {
  /** Absolute. */
  file: string
  /** Whether its content changed. */
  changed: boolean
  /**
   * Messages for users: one line for each function that this file can't express, with its position relative to `cwd` and what
   * to do.
   */
  unexpressed: string[]
  /** Whether the project's tsconfig includes the file. If it doesn't, neither the compiler nor the editor reads it. */
  included: boolean
}

/**
 * Writes module augmentations that add the call-site options to exported functions, default exports and methods.
 * @throws CallSiteError if the output isn't a declaration file, or would become part of the declarations that the project emits
 */
export async function writeTypes({ project, out, cwd = process.cwd() }: TypesOptions = {}): Promise<WrittenTypes> {
  const config = findProject(cwd, project)
  const file = out === undefined ? path.join(path.dirname(config), 'cachecache.d.ts') : path.resolve(cwd, out)
  // A source file would be checked and built.
  if (!file.endsWith('.d.ts')) throw noDeclarationFile(path.relative(cwd, file))
  const projects = await projectsOf(config)
  const { files, unexpressed: notEvenOverlaid, emitting } = await declareAll(projects)
  const refuse = (emitter: string) => {
    // An older augmentation would keep removing functions from the project's declarations.
    if (isOurs(file)) writeChanged(file, textOf([], []))
    return augmentationsInDeclarations(path.relative(cwd, emitter))
  }
  if (emitting[0] === config) throw refuse(config)
  const augmentations = files.map((item) => augmentationOf(item, path.dirname(file)))
  const unexpressed = [...notEvenOverlaid, ...augmentations.flatMap((item) => item.unexpressed)]
  const linesFrom = (folder: string) => unexpressed.map((item) => describeUnexpressed(item, folder)).toSorted(byLine.compare)
  const text = textOf(
    augmentations.map((item) => item.text),
    // The text doesn't depend on the current directory.
    linesFrom(path.dirname(config)),
  )
  const changed = writeChanged(file, text)
  const including: string[] = []
  for (const each of projects) if (await isIncluded(each, file)) including.push(each)
  const emitter = including.find((each) => emitting.includes(each))
  if (emitter !== undefined) throw refuse(emitter)
  return { file, changed, unexpressed: linesFrom(cwd), included: including.length > 0 }
}

async function declareAll(projects: readonly string[]) {
  const files = new Map<string, DeclaredFile>()
  const unexpressed = new Map<string, Unexpressed>()
  const emitting: string[] = []
  for (const project of projects) {
    const declared = await declareTaggedFiles(project)
    // Reports a file that belongs to two projects only once.
    for (const item of declared.files) if (!files.has(item.file)) files.set(item.file, item)
    for (const item of declared.unexpressed) unexpressed.set(describeUnexpressed(item, '/'), item)
    if (declared.emitsDeclarations) emitting.push(project)
  }
  return { files: [...files.values()].toSorted(byFile), unexpressed: [...unexpressed.values()], emitting }
}

/** Sorts `a.ts:4` before `a.ts:12`, with the same locale on every machine. */
const byLine = new Intl.Collator('en', { numeric: true })

/** Code-unit order, so that every machine writes the same text. */
function byFile(a: DeclaredFile, b: DeclaredFile): number {
  return a.file < b.file ? -1 : 1
}

/** A message for users: what to do about a file that neither the compiler nor the editor reads. */
export function describeLeftOut({ file }: WrittenTypes, cwd = process.cwd()): string {
  const name = path.relative(cwd, file).replaceAll('\\', '/')
  return `${name} is not part of the project: add it to "include" in its tsconfig.`
}

/** Writes the types again whenever a source changes. */
export async function watchTypes(
  options: TypesOptions,
  signal: AbortSignal | undefined,
  written: (types: WrittenTypes) => void,
): Promise<void> {
  const folder = path.dirname(findProject(options.cwd ?? process.cwd(), options.project))
  const write = async () => written(await writeTypes(options))
  await watchSources(folder, signal, { first: write, changed: write })
}

/** For a plugin: runs one write at a time, combines the calls made meanwhile into one, and reports each message once. */
export function createDtsWriter(options: TypesOptions): (warn: (message: string) => void) => Promise<void> {
  const said = new Set<string>()
  let running: Promise<string[]> | undefined
  let next: Promise<string[]> | undefined
  const write = async (): Promise<string[]> => {
    try {
      const written = await writeTypes(options)
      return [...(written.included ? [] : [describeLeftOut(written, options.cwd)]), ...written.unexpressed]
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)]
    }
  }
  const start = () => {
    const started = write().finally(() => {
      running = next
      next = undefined
    })
    return started
  }
  return async (warn) => {
    const messages = running ? (next ??= running.then(start)) : (running = start())
    const fresh = (await messages).filter((message) => !said.has(message))
    for (const message of fresh) said.add(message)
    if (fresh.length > 0) warn(`call-site types: ${fresh.join('\n')}`)
  }
}

function textOf(bodies: readonly string[], unexpressed: readonly string[]): string {
  const notes = unexpressed.map((line) => `//   ${line}\n`)
  const explanation = notes.length > 0 ? `// ${NOT_EXPRESSED}\n${notes.join('')}` : ''
  // Overloads for rest parameters are wider than the functions that implement them.
  return `${GENERATED}: the call-site options of tagged functions. Do not edit, and keep it out of published declarations.\n// @ts-nocheck\n${explanation}${bodies.join('')}export {}\n`
}

function isOurs(file: string): boolean {
  return existsSync(file) && readFileSync(file, 'utf8').startsWith(GENERATED)
}

/** @returns whether the text changed */
function writeChanged(file: string, text: string): boolean {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return false
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, text)
  return true
}
