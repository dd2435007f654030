import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { mayHoldTag } from '../filter.js'
import { parseModule } from '../source/source-module.js'
import { projectRoot } from '../surroundings/source-files.js'
import { findTaggedFunctions } from './find-tagged-functions.js'

/** A tagged function in a file of a project. */
export interface FoundTag {
  /** Absolute, with `/`. */
  file: string
  name: string
  line: number
  column: number
}

/** Folders of installed packages and build output. */
const NO_SOURCES = /^(?:node_modules|dist|build|out|coverage|\..*)$/
const SOURCE = /(?<!\.d)\.[cm]?[jt]sx?$/
const BUILT = /\.min\.js$/
/** The plugin's output imports this and keeps the author's comments. */
const EMITTED = '@cachecache/runtime/generated'

/** The tagged functions in the sources of a folder; imports are not resolved. */
export function findTags(folder: string): FoundTag[] {
  return sourcesIn(projectRoot(folder)).flatMap((file) => {
    const text = readFileSync(file, 'utf8')
    if (!mayHoldTag(text) || text.includes(EMITTED)) return []
    const module = parseModule(file, text)
    return findTaggedFunctions(module).tagged.map(({ node, qualifiedName }) => ({
      file,
      name: qualifiedName,
      ...module.position(node.start),
    }))
  })
}

function sourcesIn(folder: string): string[] {
  const files: string[] = []
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const at = path.posix.join(folder, entry.name)
    if (entry.isDirectory() && !NO_SOURCES.test(entry.name)) files.push(...sourcesIn(at))
    else if (entry.isFile() && SOURCE.test(entry.name) && !BUILT.test(entry.name)) files.push(at)
  }
  return files.sort()
}
