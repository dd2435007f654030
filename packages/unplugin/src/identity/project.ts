import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parseModule, type Node, type SourceModule } from '../source/source-module.js'
import type { DescribedFunction, Identity } from '../stages.js'
import { findPackageRoot } from './package-root.js'
import { renderCode } from './render-code.js'

export interface ProjectOptions {
  /** Absolute. */
  root: string
  /** A bundler's aliases, beyond those of tsconfig and package `imports`. */
  alias?: Record<string, string>
}

/** What is known of the source files behind tagged functions; one for the life of a dev server. */
export interface Project {
  /** The parsed file; `text` is what the bundler holds, without it the file is read. */
  module(file: string, text?: string): SourceModule
  identify(fn: DescribedFunction): Identity
  /** Whether the expression is a cacher: `cache`, or a name bound to `Cacher(...)`. */
  isCacher(module: SourceModule, expression: Node): boolean
  /** Forgets what is known of a file. */
  invalidate(file: string): void
}

export function createProject(options: ProjectOptions): Project {
  const root = options.root.replaceAll('\\', '/')
  const modules = new Map<string, SourceModule>()
  return {
    module(file, text) {
      const name = file.replaceAll('\\', '/').replace(/[?#].*$/, '')
      const content = text ?? readFileSync(name, 'utf8')
      const known = modules.get(name)
      if (known?.text === content) return known
      const module = parseModule(name, content)
      modules.set(name, module)
      return module
    },
    identify(fn) {
      const { name, folder } = findPackageRoot(fn.module.file, root)
      const path = fn.module.file.startsWith(`${folder}/`) ? fn.module.file.slice(folder.length + 1) : fn.module.file
      const version = createHash('sha256').update(renderCode(fn.node)).digest('base64url').slice(0, 22)
      return {
        id: `${name}/${path}#${fn.qualifiedName}`,
        version: fn.tag.form === 'comment' && fn.tag.options?.version !== undefined ? fn.tag.options.version : version,
        dependencies: [],
        inputs: [],
        captured: [],
        privateState: false,
        ownFunctions: [],
        classes: [],
        watchFiles: [fn.module.file],
        diagnostics: [],
      }
    },
    isCacher(module, expression) {
      const callee = expression.type === 'CallExpression' ? (expression.callee as Node) : expression
      if (callee.type !== 'Identifier') return false
      const entry = module.record.staticImports
        .filter((item) => item.moduleRequest.value === '@cachecache/runtime')
        .flatMap((item) => item.entries)
        .find((item) => item.localName.value === callee.name)
      if (entry) return true
      return new RegExp(`\\b(?:const|let|var)\\s+${callee.name}\\s*(?::[^=]+)?=\\s*(?:new\\s+)?(?:Cacher|distributedCacher)\\(`).test(module.text)
    },
    invalidate(file) {
      modules.delete(file.replaceAll('\\', '/'))
    },
  }
}
