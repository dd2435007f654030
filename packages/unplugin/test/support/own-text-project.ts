import { createHash } from 'node:crypto'
import { FileNames } from '../../src/file-names.js'
import type { Project } from '../../src/identity/project.js'
import { parseModule } from '../../src/source/source-module.js'

/** Identifies a function by its own text alone, so that a test of find, describe or rewrite needs no project. */
export function ownTextProject(changes: { captured?: string[] } = {}): Project {
  return {
    module: (file, text) => parseModule(file, text ?? ''),
    identify: ({ module, node, qualifiedName }) => ({
      id: `fixture/${module.file.replace(/^.*\//, '')}#${qualifiedName}`,
      version: createHash('sha256').update(module.text.slice(node.start, node.end)).digest('base64url').slice(0, 8),
      parts: () => ({ dependencies: [], codeDigests: {}, unseen: [] }),
      readsFiles: false,
      inputs: [],
      skips: [],
      relies: [],
      captured: changes.captured ?? [],
      privateState: false,
      ownFunctions: [],
      classes: [],
      watchFiles: new FileNames([[module.file]]),
      diagnostics: [],
    }),
    identifyCode: () => ({
      name: '',
      entries: [],
      packages: [],
      kept: [],
      makings: [],
      fillings: [],
      madeFields: [],
      creations: [],
      bound: [],
      states: [],
      symbols: [],
      constants: new Set(),
      makesText: false,
      watchFiles: new FileNames([]),
    }),
    isCacher: () => false,
    functionOf: () => undefined,
    typeNamed: () => undefined,
    textsOf: () => [],
  }
}
