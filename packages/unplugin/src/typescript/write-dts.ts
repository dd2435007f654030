import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { augmentationOf, type DeclaredFile } from './augmentation.js'
import { declareTaggedFiles, isIncluded, projectsOf } from './declarations.js'
import { augmentationsInDeclarations, noDeclarationFile } from './errors.js'
import { describeUnexpressed, type Unexpressed } from './option-insertions.js'
import { GENERATED } from './overlays.js'
import { findProject } from './projects.js'
import { watchSources } from './watch-sources.js'

/** Heads the list of functions that augmentations cannot express. */
export const NOT_EXPRESSED = 'Not in it, each with what to do; `cachecache check` knows all but those without a written type:'

export interface TypesOptions {
  /** A tsconfig file or its folder. @default the closest tsconfig.json upwards of `cwd` */
  project?: string | undefined
  /** Where the augmentations go. @default `cachecache.d.ts` beside the project's tsconfig */
  out?: string | undefined
  /** @default process.cwd() */
  cwd?: string | undefined
}

export interface WrittenTypes {
  /** Absolute. */
  file: string
  /** Whether its content is another than before. */
  changed: boolean
  /** For people: a line for each function that this file cannot express, with its place from `cwd` and what to do. */
  unexpressed: string[]
  /** Whether the project's tsconfig takes the file in; if not, neither compiler nor editor reads it. */
  included: boolean
}

/**
 * Writes module augmentations that add the call-site options to exported functions, default exports and methods.
 * @throws CallSiteError for a file that is none of declarations, or would become part of those that the project itself emits
 */
export async function writeTypes({ project, out, cwd = process.cwd() }: TypesOptions = {}): Promise<WrittenTypes> {
  const config = findProject(cwd, project)
  const file = out === undefined ? path.join(path.dirname(config), 'cachecache.d.ts') : path.resolve(cwd, out)
  // A source would be part of what is checked and built.
  if (!file.endsWith('.d.ts')) throw noDeclarationFile(path.relative(cwd, file))
  const projects = await projectsOf(config)
  const { files, unexpressed: notEvenOverlaid, emitting } = await declareAll(projects)
  const refuse = (emitter: string) => {
    // An older one would go on dropping functions from the project's declarations.
    if (isOurs(file)) writeChanged(file, textOf([], []))
    return augmentationsInDeclarations(path.relative(cwd, emitter))
  }
  if (emitting[0] === config) throw refuse(config)
  const augmentations = files.map((item) => augmentationOf(item, path.dirname(file)))
  const unexpressed = [...notEvenOverlaid, ...augmentations.flatMap((item) => item.unexpressed)]
  const linesFrom = (folder: string) => unexpressed.map((item) => describeUnexpressed(item, folder)).toSorted(byLine.compare)
  const text = textOf(
    augmentations.map((item) => item.text),
    // The same text wherever it is written from.
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
    // A file of two projects is spoken of once.
    for (const item of declared.files) if (!files.has(item.file)) files.set(item.file, item)
    for (const item of declared.unexpressed) unexpressed.set(describeUnexpressed(item, '/'), item)
    if (declared.emitsDeclarations) emitting.push(project)
  }
  return { files: [...files.values()].toSorted(byFile), unexpressed: [...unexpressed.values()], emitting }
}

/** `a.ts:4` before `a.ts:12`, in one language on every machine. */
const byLine = new Intl.Collator('en', { numeric: true })

/** Code-unit order, so that every machine writes the same. */
function byFile(a: DeclaredFile, b: DeclaredFile): number {
  return a.file < b.file ? -1 : 1
}

/** For people: what to do about a file that neither compiler nor editor reads. */
export function describeLeftOut({ file }: WrittenTypes, cwd = process.cwd()): string {
  const name = path.relative(cwd, file).replaceAll('\\', '/')
  return `${name} is not part of the project: add it to "include" in its tsconfig.`
}

/** Writes them again whenever a source changes. */
export async function watchTypes(
  options: TypesOptions,
  signal: AbortSignal | undefined,
  written: (types: WrittenTypes) => void,
): Promise<void> {
  const folder = path.dirname(findProject(options.cwd ?? process.cwd(), options.project))
  const write = async () => written(await writeTypes(options))
  await watchSources(folder, signal, { first: write, changed: write })
}

/** For a plugin: writes once for all calls that come while it writes, and says each thing once. */
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

/** @returns whether there was something to write */
function writeChanged(file: string, text: string): boolean {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return false
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, text)
  return true
}
