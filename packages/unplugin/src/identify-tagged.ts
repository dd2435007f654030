import { describeFunction } from './describe/describe-function.js'
import { refuseFunction } from './describe/refuse-function.js'
import { findTaggedFunctions } from './find/find-tagged-functions.js'
import type { Project } from './identity/project.js'
import type { SourceModule } from './source/source-module.js'
import { mayDeclare, type BuildSettings } from './surroundings/build-settings.js'
import type { Diagnostic, IdentifiedFunction, TaggedFunction } from './stages.js'

export interface IdentifiedModule {
  functions: IdentifiedFunction[]
  /** Errors: misplaced tags, invalid options, functions that can't be cached. */
  refusals: Diagnostic[]
  /** Whether the module has any tags, valid or not. */
  tagged: boolean
}

export interface IdentifyOptions {
  /** @default all */
  wanted?: (fn: TaggedFunction) => boolean
  settings?: BuildSettings | undefined
}

/** Runs find, describe and identify, for both the build and `explain`, so that they accept the same functions. */
export function identifyTagged(
  module: SourceModule,
  project: Project,
  { wanted = () => true, settings = {} }: IdentifyOptions = {},
): IdentifiedModule {
  const { tagged, diagnostics } = findTaggedFunctions(module, {
    isCacher: project.isCacher.bind(project),
    functionOf: project.functionOf.bind(project),
    isDeclared: (name) => mayDeclare(settings, name),
  })
  const functions: IdentifiedFunction[] = []
  const refusals = [...diagnostics]
  const findType = project.typeNamed.bind(project)
  for (const fn of tagged.map((each) => describeFunction(each, findType))) {
    const refusal = refuseFunction(fn)
    if (refusal) refusals.push(refusal)
    else if (wanted(fn)) functions.push({ ...fn, identity: project.identify(fn) })
  }
  return { functions, refusals, tagged: tagged.length > 0 || diagnostics.length > 0 }
}
