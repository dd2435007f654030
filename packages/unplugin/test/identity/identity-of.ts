import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describeFunction } from '../../src/describe/describe-function.js'
import { findTaggedFunctions } from '../../src/find/find-tagged-functions.js'
import { createProject, type Project } from '../../src/identity/project.js'
import type { Identity, IdentityParts } from '../../src/stages.js'
import { entryOf, withProject, type Files } from './edited-project.js'

/** The identity of a tagged function of a file on disk, by its qualified name. */
export function identify(project: Project, file: string, name = 'f'): Identity & IdentityParts {
  const module = project.module(file, readFileSync(file, 'utf8'))
  const { tagged } = findTaggedFunctions(module, { isCacher: project.isCacher.bind(project) })
  const fn = tagged.find(({ qualifiedName }) => qualifiedName === name)
  if (!fn) throw new Error(`no tagged ${name}, only ${tagged.map(({ qualifiedName }) => qualifiedName).join(', ')}`)
  const identity = project.identify(describeFunction(fn))
  return { ...identity, ...identity.parts() }
}

/** The identity of the entry's function `f`; a text is `a.ts`. */
export function identityOf(given: string | Files, name = 'f'): Identity & IdentityParts {
  const files = typeof given === 'string' ? { 'a.ts': given } : given
  return withProject(files, (root) => identify(createProject({ root }), path.join(root, entryOf(files)), name))
}
