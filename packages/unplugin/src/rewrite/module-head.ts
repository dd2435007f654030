import { FILES_MARK } from '../identity/files/reaches-file-system.js'
import type { ModuleCode } from '../identity/identify-code.js'
import { childrenOf } from '../source/node.js'
import type { Node, SourceModule } from '../source/source-module.js'
import { decoratorsOf, isNamed } from '../source/walk.js'
import type { RewriteContext } from './context.js'

/** Comments that tools read at the top of a file, or that must stay there; the import is emitted after them. */
const FIRST_COMMENTS =
  /@jsx|@license|@preserve|@copyright|@ts-|@flow|@vitest|@jest|eslint|oxlint|prettier|<reference|<amd|^!|copyright/i

/** Detects the files that tagged bodies read; in a browser bundle it is an empty module. */
const FILES = '@cachecache/runtime/files'

/** Whether the module is a CommonJS script, which cannot hold an `import`. */
export function isCommonJs(module: SourceModule): boolean {
  if (module.record.hasModuleSyntax || /\.m[jt]s$/.test(module.file)) return false
  if (/\.c[jt]s$/.test(module.file)) return !hasTypeScriptImports(module)
  return !hasTypeScriptImports(module) && /\b(?:require|exports)\b/.test(module.text) && speaksCommonJs(module.ast)
}

/** Checks the code, because a comment may mention a former `require()`. */
function speaksCommonJs(program: Node): boolean {
  const work = [program]
  for (let node = work.pop(); node; node = work.pop()) {
    if (node.type === 'CallExpression' && isNamed(node.callee, 'require')) return true
    if (node.type === 'MemberExpression') {
      const { object, property } = node
      if (isNamed(object, 'exports') || (isNamed(object, 'module') && isNamed(property, 'exports'))) return true
    }
    work.push(...childrenOf(node))
  }
  return false
}

const hasTypeScriptImports = (module: SourceModule) =>
  module.ast.body.some(({ type }) => type === 'TSImportEqualsDeclaration' || type === 'TSExportAssignment')

const OWN_IMPORT = /^(?:site|know|known|knowMembers|closure|bindable|state|made|kept|growing|filling)$/

/** Whether this text is already the output of this transform. */
export function isTransformed(module: SourceModule, runtime: string): boolean {
  const imported = module.record.staticImports.some(
    (item) => item.moduleRequest.value === runtime && item.entries.some((entry) => OWN_IMPORT.test(entry.importName.name ?? '')),
  )
  return (
    imported ||
    (/[{,]\s*(?:site|know|known|knowMembers|closure|bindable|state|made|kept|growing|filling)\s*:/.test(module.text) &&
      (module.text.includes(`require(${JSON.stringify(runtime)})`) || module.text.includes(`require('${runtime}')`)))
  )
}

/** Code that the module registers may be given to a tagged function of another module, which doesn't load what sees its reads. */
export const registersReaders = ({ entries }: ModuleCode): boolean => entries.some(({ digest }) => digest.endsWith(FILES_MARK))

/** Emits the import before all others, after the BOM, hashbang, directives and comments that must come first. */
export function writeHead(context: RewriteContext, runtime: string, links: string[], files: boolean): void {
  // Before everything else: modules loaded after it get the file functions that detect reads.
  const from = JSON.stringify(FILES)
  const watch = !files ? '' : isCommonJs(context.module) ? `require(${from});` : writeFilesImport()
  const { offset, separator } = headOffset(context.module)
  context.edits.before(offset, separator + watch + writeImport(context, runtime) + links.join(''))
}

export const writeFilesImport = (): string => `import ${JSON.stringify(FILES)};`

/** The import of the runtime functions that emitted code uses. */
export function writeImport({ module, names }: RewriteContext, runtime: string): string {
  const used = names.used()
  const from = JSON.stringify(runtime)
  return isCommonJs(module)
    ? `var {${used.map(([name, local]) => `${name}:${local}`).join(',')}}=require(${from});`
    : `import {${used.map(([name, local]) => `${name} as ${local}`).join(',')}} from ${from};`
}

export function headOffset(module: SourceModule): { offset: number; separator: string } {
  const { text } = module
  const statements = module.ast.body
  const firstCode = statements.findIndex((statement) => !('directive' in statement && typeof statement.directive === 'string'))
  const directive = firstCode < 0 ? statements.at(-1) : statements[firstCode - 1]
  if (directive) return { offset: directive.end, separator: text[directive.end - 1] === ';' ? '' : ';' }
  const first = statements[0]!
  let offset = startOf(first)
  const leading = module.comments.filter((comment) => comment.end <= offset)
  for (const comment of leading.reverse()) {
    // Only comments directly before the statement belong to it.
    const between = text.slice(comment.end, offset)
    if (
      (between.match(/\r\n|[\n\r\u2028\u2029]/g)?.length ?? 0) > 1 ||
      /\S/.test(between) ||
      FIRST_COMMENTS.test(comment.value) ||
      text.startsWith('#!', comment.start)
    )
      break
    offset = comment.start
  }
  return { offset, separator: '' }
}

/** Decorators of an exported class may come before `export`. */
function startOf(statement: Node): number {
  const declared = ('declaration' in statement && statement.declaration) || statement
  return Math.min(statement.start, ...decoratorsOf(declared).map(({ start }) => start))
}
