import { isNamed } from '../source/walk.js'
import type { Node, NodeOf, SourceModule } from '../source/source-module.js'

const TYPE_NAME = 'CacheOptions'
const OPTION_NAMES: ReadonlySet<string> = new Set(['again', 'cacheResults', 'cachePath'])
/** Built-in types that only restrict how properties may be used, or leave some of them out. */
const MODIFIERS = new Set(['Readonly', 'Partial', 'Required', 'NonNullable', 'Pick', 'Omit'])

/** The declaration of a type `name`, or `name.member`, imported from another file; `library` for a type of cachecache itself. */
export type FindType = (module: SourceModule, name: string, member?: string) => DeclaredType | undefined
export type DeclaredType = { module: SourceModule; name: string } | { library: string }

/** Whether a type is `CacheOptions`, directly or through an alias. */
export function isOptionsType(module: SourceModule, type: Node, findType?: FindType): boolean {
  return new Search(findType).isOptions(module, type)
}

/** The same for a type name. */
export function isOptionsName(module: SourceModule, name: string, findType?: FindType): boolean {
  return new Search(findType).isName(module, name)
}

type Reference = NodeOf<'TSTypeReference' | 'TSInterfaceHeritage'>
type Declaration = NodeOf<'TSTypeAliasDeclaration' | 'TSInterfaceDeclaration'>

class Search {
  readonly #seen = new Set<string>()

  constructor(readonly findType: FindType | undefined) {}

  isOptions(module: SourceModule, type: Node): boolean {
    switch (type.type) {
      case 'TSTypeReference': {
        const name = type.typeName
        if (name.type === 'TSQualifiedName') return this.#isMember(module, name.left, name.right)
        return this.#isReference(module, name, type)
      }
      case 'TSInterfaceHeritage': {
        const base = type.expression
        if (base.type === 'MemberExpression') return this.#isMember(module, base.object, base.property)
        return this.#isReference(module, base, type)
      }
      case 'TSImportType':
        return isNamed(type.qualifier, TYPE_NAME)
      case 'TSUnionType': {
        const rest = type.types.filter((item) => item.type !== 'TSUndefinedKeyword' && item.type !== 'TSNullKeyword')
        return rest.length > 0 && rest.every((item) => this.isOptions(module, item))
      }
      default:
        return false
    }
  }

  /** `Options`, `Readonly<Options>`. */
  #isReference(module: SourceModule, node: Node, { typeArguments }: Reference): boolean {
    if (node.type !== 'Identifier') return false
    const [first] = typeArguments?.params ?? []
    return first && MODIFIERS.has(node.name) ? this.isOptions(module, first) : this.isName(module, node.name)
  }

  isName(module: SourceModule, name: string): boolean {
    const key = `${module.file}\0${name}`
    if (this.#seen.has(key)) return false
    this.#seen.add(key)
    const declaration = declarationOf(module, name)
    if (declaration) return this.#isDeclaration(module, declaration, name)
    const imported = importOf(module, name)
    // An undeclared type can only be a global with that name.
    if (!imported) return name === TYPE_NAME
    if (!this.findType || isOwn(imported.specifier)) return imported.name === TYPE_NAME
    return this.#isFound(this.findType(module, name))
  }

  /** `cachecache.CacheOptions` from a namespace import. */
  #isMember(module: SourceModule, namespace: Node, member: Node): boolean {
    if (member.type !== 'Identifier') return false
    const imported = namespace.type === 'Identifier' ? importOf(module, namespace.name) : undefined
    if (namespace.type !== 'Identifier' || !imported || !this.findType || isOwn(imported.specifier))
      return member.name === TYPE_NAME
    return this.#isFound(this.findType(module, namespace.name, member.name))
  }

  #isFound(found: DeclaredType | undefined): boolean {
    if (!found) return false
    return 'library' in found ? found.library === TYPE_NAME : this.isName(found.module, found.name)
  }

  /** Members other than options would be inputs, so a type that has any isn't an options type. */
  #isDeclaration(module: SourceModule, declaration: Declaration, name: string): boolean {
    if (declaration.type === 'TSTypeAliasDeclaration') {
      const type = declaration.typeAnnotation
      if (type.type !== 'TSTypeLiteral') return this.isOptions(module, type)
      return name === TYPE_NAME && areOptions(type.members)
    }
    const bases = declaration.extends
    const members = declaration.body.body
    if (bases.length === 0) return name === TYPE_NAME && areOptions(members)
    return (members.length === 0 || areOptions(members)) && bases.every((base) => this.isOptions(module, base))
  }
}

const isOwn = (specifier: string): boolean => specifier.startsWith('@cachecache/')

/** A copy of the declaration, for authors who don't want to import the package. */
function areOptions(members: NodeOf<'TSTypeLiteral'>['members']): boolean {
  const isOption = (member: Node) =>
    member.type === 'TSPropertySignature' && member.key.type === 'Identifier' && OPTION_NAMES.has(member.key.name)
  return members.length > 0 && members.every(isOption)
}

function declarationOf(module: SourceModule, name: string): Declaration | undefined {
  for (const statement of module.ast.body) {
    const exported = statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration'
    const declaration = exported ? statement.declaration : statement
    const isType = declaration?.type === 'TSTypeAliasDeclaration' || declaration?.type === 'TSInterfaceDeclaration'
    if (isType && declaration.id.name === name) return declaration
  }
  return undefined
}

function importOf({ record }: SourceModule, local: string): { specifier: string; name: string | null | undefined } | undefined {
  for (const { moduleRequest, entries } of record.staticImports) {
    const entry = entries.find(({ localName }) => localName.value === local)
    if (entry) return { specifier: moduleRequest.value, name: entry.importName.name }
  }
  return undefined
}
