import path from 'node:path'
import { childrenOf } from '../source/node.js'
import { parseModule, type Node, type SourceModule } from '../source/source-module.js'
import type { TaggedFunction } from '../stages.js'
import type { Insertion } from './overlay/overlay-text.js'
import type { Unexpressed } from './overlay/option-insertions.js'
import type { DefinitionOf } from '../source/scopes.js'
import { statementOf } from '../source/signatures.js'
import { boundNames, isNamed, specifiedName } from '../source/walk.js'

export interface Augmentation {
  /** `declare module '…' { … }`, or empty. */
  text: string
  unexpressed: Unexpressed[]
}

/** A tagged file with its declarations, as the compiler emits them from the overlay. */
export interface DeclaredFile {
  /** Absolute. */
  file: string
  declarations: string
  functions: readonly TaggedFunction[]
}

/** A declaration that an augmentation can extend: an exported function, the default export, or a method of an exported class. */
type Target =
  | { kind: 'function'; name: string }
  | { kind: 'default' }
  | { kind: 'method'; /** The class's name; none for a default export. */ of: string | undefined; name: string }

/**
 * Builds the augmentation for one file.
 * @param folder of the file that contains the augmentations
 * @example
 * before: export async function report(year: number): Promise<Report> {}
 * after:  declare module './src/report.js' { export function report(year: number, options?: CacheOptions): Promise<Report>; }
 */
export function augmentationOf({ file, declarations, functions }: DeclaredFile, folder: string): Augmentation {
  const module = parseModule(file.replace(/\.([cm]?)[jt]sx?$/, '.d.$1ts'), declarations)
  const scope = openScope(module, file, folder)
  const bodies: string[] = []
  const unexpressed: Unexpressed[] = []
  for (const tagged of functions) {
    const target = targetOf(tagged)
    const result = typeof target === 'string' ? target : signaturesFor(scope, target)
    if (typeof result === 'string') unexpressed.push({ function: tagged, reason: result })
    else bodies.push(...result)
  }
  if (bodies.length === 0) return { text: '', unexpressed }
  const specifier = JSON.stringify(specifierOf(file, folder))
  return { text: `declare module ${specifier} {\n${bodies.join('')}}\n`, unexpressed }
}

/** @returns the target, or the reason why there is none */
function targetOf({ module, node }: TaggedFunction): Target | string {
  const holder = statementOf(module, node)
  if (node.type === 'FunctionDeclaration') {
    if (!isAtTop(module, holder)) return 'it is not at the top of its file'
    if (holder.type === 'ExportDefaultDeclaration') return { kind: 'default' }
    if (holder.type === 'ExportNamedDeclaration') return { kind: 'function', name: node.id!.name }
    return 'it is not exported where it is declared'
  }
  if (holder.type === 'ExportDefaultDeclaration')
    return "a function expression can't be extended; write `export default function`"
  if (holder.type !== 'MethodDefinition') return "a constant or property can't be extended; write `function` instead"
  if (holder.static) return "a static method can't be extended"
  const { key } = holder
  const isPublic = (holder.accessibility ?? 'public') === 'public'
  if (holder.computed || key.type !== 'Identifier' || !isPublic) return 'only methods with a plain, public name can be extended'
  const owner = module.scopes.parentOf(module.scopes.parentOf(holder)!)
  if (owner?.type === 'ClassDeclaration') {
    const declaration = statementOf(module, owner)
    const exporting = isAtTop(module, declaration) ? declaration.type : undefined
    if (exporting === 'ExportDefaultDeclaration') return { kind: 'method', of: undefined, name: key.name }
    if (exporting === 'ExportNamedDeclaration') return { kind: 'method', of: owner.id!.name, name: key.name }
  }
  return 'its class is not exported at the top of its file'
}

function isAtTop(module: SourceModule, statement: Node): boolean {
  return module.scopes.parentOf(statement)?.type === 'Program'
}

interface DeclarationScope {
  module: SourceModule
  /** The text of a node, with all names as an augmentation in another file must write them; or a name that it can't write. */
  textOf(part: Node): string | { hidden: string }
}

function signaturesFor(scope: DeclarationScope, target: Target): string[] | string {
  const statements = scope.module.ast.body
  if (target.kind === 'method') return interfaceFor(scope, target.of, target.name)
  const exporting = target.kind === 'default' ? 'ExportDefaultDeclaration' : 'ExportNamedDeclaration'
  const signatures = statements.filter(
    (item) =>
      item.type === exporting &&
      item.declaration?.type === 'TSDeclareFunction' &&
      (target.kind === 'default' || item.declaration.id?.name === target.name),
  )
  return write(scope, signatures, (text) => text.replace(/\bdeclare\s+/, ''))
}

/**
 * An interface that adds signatures to a class's methods. It must have the class's name; for a default export, any name works.
 */
function interfaceFor(scope: DeclarationScope, of: string | undefined, method: string): string[] | string {
  const exporting = of === undefined ? 'ExportDefaultDeclaration' : 'ExportNamedDeclaration'
  const declared = scope.module.ast.body
    .flatMap((item) => (item.type === exporting && item.declaration?.type === 'ClassDeclaration' ? [item.declaration] : []))
    .find(({ id }) => of === undefined || id?.name === of)
  const members = (declared?.body.body ?? []).filter((item) => 'key' in item && isNamed(item.key, method) && !item.static)
  const lines = write(scope, members, (text) => text.replace(/^(?:(?:public|override|declare)\s+)+/, ''))
  if (typeof lines === 'string') return lines
  const generics = declared?.typeParameters ? scope.textOf(declared.typeParameters) : ''
  if (typeof generics !== 'string') return hiddenType(generics.hidden)
  const head = of === undefined ? `export default interface ${declared?.id?.name ?? 'Default'}` : `interface ${of}`
  return [`  ${head}${generics} {\n${lines.map((line) => `  ${line}`).join('')}  }\n`]
}

/** The signatures that have options, each with its comment. */
function write(scope: DeclarationScope, signatures: readonly Node[], clean: (text: string) => string): string[] | string {
  const lines: string[] = []
  for (const signature of signatures) {
    const text = scope.textOf(signature)
    if (typeof text !== 'string') return hiddenType(text.hidden)
    if (/\bCacheOptions(?:Argument)?\b/.test(text)) lines.push(`  ${commentBefore(scope.module, signature)}${clean(text)}\n`)
  }
  return lines.length > 0 ? lines : "its declaration can't be found"
}

function hiddenType(name: string): string {
  return `its type \`${name}\` is not exported; export it`
}

function commentBefore(module: SourceModule, node: Node): string {
  const comment = module.comments.findLast((item) => item.type === 'Block' && item.end <= node.start)
  const attached = comment && /^\s*$/.test(module.text.slice(comment.end, node.start)) && comment.value.startsWith('*')
  return attached ? `/*${comment.value}*/ ` : ''
}

/** Rewrites names of a declaration file for use in another file: exported names stay, imported names become `import('…').X`. */
function openScope(module: SourceModule, file: string, folder: string): DeclarationScope {
  const own = path.dirname(file)
  const elsewhere = (specifier: string) =>
    specifier.startsWith('.') ? specifierOf(path.resolve(own, specifier), folder) : specifier
  const exported = exportedNames(module)
  const defaultClass = nameOfDefaultClass(module)
  const textOf = (part: Node): string | { hidden: string } => {
    const edits: (Insertion & { until: number })[] = []
    const work: Node[] = [part]
    for (let node = work.pop(); node; node = work.pop()) {
      if (node.type === 'TSImportType') {
        const { start, end, value } = node.source
        edits.push({ at: start, until: end, text: JSON.stringify(elsewhere(value)) })
      }
      work.push(...childrenOf(node))
      const variable = node.type === 'Identifier' ? module.scopes.referenceOf(node)?.resolved : undefined
      const [definition] = variable?.defs ?? []
      if (!variable || !definition || variable.scope !== module.scopes.top) continue
      const written =
        definition.type === 'ImportBinding'
          ? importType(definition, elsewhere)
          : variable.name === defaultClass
            ? `import(${JSON.stringify(specifierOf(file, folder))}).default`
            : exported.has(variable.name) && variable.name
      if (written === false) return { hidden: variable.name }
      edits.push({ at: node.start, until: node.end, text: written })
    }
    return replace(module.text, part, edits)
  }
  return { module, textOf }
}

/** The type that an import refers to; none for `import A = B.C`, whose target isn't an import. */
function importType({ node, parent }: DefinitionOf<'ImportBinding'>, elsewhere: (specifier: string) => string): string | false {
  const from = (source: string) => `import(${JSON.stringify(elsewhere(source))})`
  if (parent.type === 'TSImportEqualsDeclaration')
    return parent.moduleReference.type === 'TSExternalModuleReference' && from(parent.moduleReference.expression.value)
  const name = node.type === 'ImportSpecifier' ? specifiedName(node.imported) : 'default'
  return node.type === 'ImportNamespaceSpecifier' ? from(parent.source.value) : `${from(parent.source.value)}.${name}`
}

/** In other files its only name is `default`. */
function nameOfDefaultClass(module: SourceModule): string | undefined {
  const statement = module.ast.body.find((item) => item.type === 'ExportDefaultDeclaration')
  return statement?.declaration?.type === 'ClassDeclaration' ? statement.declaration.id?.name : undefined
}

function exportedNames(module: SourceModule): Set<string> {
  const names = new Set<string>()
  for (const statement of module.ast.body) {
    if (statement.type === 'ExportDefaultDeclaration') {
      // A default export has no name among the exports.
      const { declaration } = statement
      if (declaration.type === 'TSDeclareFunction' && declaration.id) names.add(declaration.id.name)
    }
    if (statement.type !== 'ExportNamedDeclaration') continue
    const { declaration } = statement
    if (declaration?.type === 'VariableDeclaration')
      for (const name of declaration.declarations.flatMap(({ id }) => boundNames(id))) names.add(name)
    else if (declaration?.id?.type === 'Identifier') names.add(declaration.id.name)
    for (const { local, exported } of statement.specifiers)
      if (local.type === 'Identifier' && isNamed(exported, local.name)) names.add(local.name)
  }
  return names
}

function replace(text: string, part: Node, edits: readonly (Insertion & { until: number })[]): string {
  let output = ''
  let at = part.start
  for (const edit of edits.toSorted((a, b) => a.at - b.at)) {
    output += text.slice(at, edit.at) + edit.text
    at = edit.until
  }
  return output + text.slice(at, part.end)
}

/** The specifier that imports a module from a folder, with the extension of its output file. */
export function specifierOf(file: string, folder: string): string {
  const relative = path.relative(folder, file).replaceAll('\\', '/')
  const output = relative.replace(/(?<!\.d)\.([cm]?)tsx?$/, '.$1js')
  return output.startsWith('.') ? output : `./${output}`
}
