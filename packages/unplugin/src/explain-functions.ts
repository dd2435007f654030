import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { emittedMark } from './adapters/runtime/runtime-package.js'
import { identifyTagged } from './identify-tagged.js'
import { createProject } from './identity/project.js'
import { isTransformed } from './rewrite/module-head.js'
import type { BuildSettings } from './surroundings/build-settings.js'
import { digestOfBuffer } from './surroundings/made-texts.js'
import { realFile, withSlashes } from './surroundings/source-files.js'
import type { Dependency, Diagnostic, Identity, TaggedFunction, ValueInput } from './stages.js'

export { listFunction, type ListedFunction } from './list-function.js'
export type { Dependency, Diagnostic, ValueInput } from './stages.js'
export type { BuildSettings } from './surroundings/build-settings.js'

export interface ExplainOptions {
  /** Only this function, by the part of its id after `#`. @default all functions of the file */
  name?: string
  /** The project's folder. @default process.cwd() */
  root?: string
  /** A bundler's aliases, in the same form as for the plugin. */
  alias?: Record<string, string>
  /** Further settings of the bundler. */
  settings?: BuildSettings
}

export interface ExplainedFile {
  functions: Explanation[]
  /** Errors that fail a build: misplaced tags, invalid options, functions that can't be cached. */
  diagnostics: Diagnostic[]
}

/** What a tagged function's results depend on, and when they are valid. */
export interface Explanation {
  id: string
  version: string
  dependencies: Dependency[]
  /** Values read into the key on every call. */
  inputs: Pick<ValueInput, 'name' | 'kind' | 'constant'>[]
  /** Variables of enclosing functions whose values are part of the key. */
  captured: string[]
  diagnostics: Diagnostic[]
  /** Whether the files that it reads count, unless its tag says otherwise. */
  readsFiles: boolean
  /** Code that can read files without being detected. */
  unseen: string[]
  /** By dependency name, the digest of its own code. */
  codeDigests: Record<string, string>
}

/** The tagged functions of a file, derived with the plugin's own code. */
export function explain(file: string, options: ExplainOptions = {}): ExplainedFile {
  const root = resolve(options.root ?? process.cwd())
  const { alias, settings } = options
  const project = createProject({ root, ...(alias && { alias }), ...(settings && { settings }) })
  const path = resolve(root, file)
  const module = project.module(path, rewrittenText(path, settings))
  // The output of a build contains no author's tags.
  if (isTransformed(module, emittedMark)) return { functions: [], diagnostics: [] }
  const wanted = ({ qualifiedName }: TaggedFunction) => options.name === undefined || qualifiedName === options.name
  const { functions, refusals } = identifyTagged(module, project, { wanted, settings })
  return { functions: functions.map(({ identity }) => explanationOf(identity)), diagnostics: refusals }
}

/** The text that the last build rewrote: the file's, or what another plugin made of it. */
function rewrittenText(path: string, { made = [] }: BuildSettings = {}): string {
  const own = readFileSync(path)
  const file = realFile(withSlashes(path))
  const held = made.find((each) => each.isHeld && each.file === file && each.of === digestOfBuffer(own))
  return held?.text ?? own.toString('utf8')
}

function explanationOf(identity: Identity): Explanation {
  const { id, version, captured, diagnostics, readsFiles } = identity
  const { dependencies, codeDigests, unseen } = identity.parts()
  const inputs = identity.inputs.map(({ name, kind, constant }) => ({ name, kind, constant }))
  return { id, version, dependencies, inputs, captured, diagnostics, readsFiles, unseen, codeDigests }
}
