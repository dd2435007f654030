import type { Node, SourceModule } from '../source/source-module.js'

const TYPE_NAME = 'CacheOptions'
const OPTION_NAMES: ReadonlySet<unknown> = new Set(['again', 'cacheResults', 'cachePath'])
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

class Search {
  readonly #seen = new Set<string>()

  constructor(readonly findType: FindType | undefined) {}

  isOptions(module: SourceModule, type: Node): boolean {
    switch (type.type) {
      case 'TSTypeReference': {
        const name = type['typeName'] as Node
        if (name.type === 'TSQualifiedName') return this.#isMember(module, name['left'], name['right']['name'])
        return this.#isReference(module, name['name'], type)
      }
      case 'TSInterfaceHeritage': {
        const base = type['expression'] as Node
        if (base.type === 'MemberExpression') return this.#isMember(module, base['object'], base['property']['name'])
        return this.#isReference(module, base['name'], type)
      }
      case 'TSImportType':
        return (type['qualifier'] as Node | null)?.['name'] === TYPE_NAME
      case 'TSUnionType': {
        const rest = (type['types'] as Node[]).filter(
          (item) => item.type !== 'TSUndefinedKeyword' && item.type !== 'TSNullKeyword',
        )
        return rest.length > 0 && rest.every((item) => this.isOptions(module, item))
      }
      default:
        return false
    }
  }

  /** `Options`, `Readonly<Options>`. */
  #isReference(module: SourceModule, name: string, { typeArguments }: Node): boolean {
    const [first] = ((typeArguments as Node | null)?.['params'] ?? []) as Node[]
    return first && MODIFIERS.has(name) ? this.isOptions(module, first) : this.isName(module, name)
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
  #isMember(module: SourceModule, namespace: Node, member: string): boolean {
    const name = namespace['name'] as string | undefined
    const imported = name === undefined ? undefined : importOf(module, name)
    if (!imported || !this.findType || isOwn(imported.specifier)) return member === TYPE_NAME
    return this.#isFound(this.findType(module, name!, member))
  }

  #isFound(found: DeclaredType | undefined): boolean {
    if (!found) return false
    return 'library' in found ? found.library === TYPE_NAME : this.isName(found.module, found.name)
  }

  /** Members other than options would be inputs, so a type that has any isn't an options type. */
  #isDeclaration(module: SourceModule, declaration: Node, name: string): boolean {
    if (declaration.type === 'TSTypeAliasDeclaration') {
      const type = declaration['typeAnnotation'] as Node
      if (type.type !== 'TSTypeLiteral') return this.isOptions(module, type)
      return name === TYPE_NAME && areOptions(type['members'] as Node[])
    }
    const bases = (declaration['extends'] as Node[] | undefined) ?? []
    const members = (declaration['body'] as Node)['body'] as Node[]
    if (bases.length === 0) return name === TYPE_NAME && areOptions(members)
    return (members.length === 0 || areOptions(members)) && bases.every((base) => this.isOptions(module, base))
  }
}

const isOwn = (specifier: string): boolean => specifier.startsWith('@cachecache/')

/** A copy of the declaration, for authors who don't want to import the package. */
function areOptions(members: Node[]): boolean {
  return (
    members.length > 0 &&
    members.every((member) => member.type === 'TSPropertySignature' && OPTION_NAMES.has((member['key'] as Node)['name']))
  )
}

function declarationOf(module: SourceModule, name: string): Node | undefined {
  for (const statement of module.ast['body'] as Node[]) {
    const declaration = (statement['declaration'] as Node | null | undefined) ?? statement
    const isType = declaration.type === 'TSTypeAliasDeclaration' || declaration.type === 'TSInterfaceDeclaration'
    if (isType && (declaration['id'] as Node)['name'] === name) return declaration
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
