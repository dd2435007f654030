import type { Definition } from '../source/scopes.js'
import { childrenOf } from '../source/node.js'
import { parseModule, type Identifier, type Node, type NodeOf, type SourceModule } from '../source/source-module.js'

/** Names that every CommonJS module has. Other undeclared names are properties of `globalThis`, here or in a browser. */
const COMMON_JS = /^(?:require|module|exports|__dirname|__filename|undefined)$/
const BROWSER = /^(?:window|document|location|navigator|localStorage|sessionStorage|self|top|Deno|Bun)$/

/** A name in tag options that has no value at run time. */
export interface UndeclaredName {
  /** The option that contains it. */
  option: string
  name: string
  /** Offset in the options text. */
  offset: number
  /** Imported with `import type`. */
  isType: boolean
}

/** The first name in an object literal that neither the module nor the language declares. */
export function findUndeclaredName(module: SourceModule, literal: string): UndeclaredName | undefined {
  const own = parseModule('options.ts', `(${literal})`)
  const { top } = module.scopes
  const [statement] = own.ast.body
  const object = statement?.type === 'ExpressionStatement' ? statement.expression : undefined
  for (const property of object?.type === 'ObjectExpression' ? object.properties : []) {
    for (const identifier of namesIn(own, property)) {
      const { name } = identifier
      const definitions = top.set.get(name)?.defs
      const isType = definitions !== undefined && definitions.length > 0 && definitions.every(isOfType)
      if (definitions ? !isType : isGlobal(name)) continue
      return { option: optionOf(property), name, offset: identifier.start - 1, isType }
    }
  }
  return undefined
}

/** The free variables of an object literal. */
export function freeNames(literal: string): Identifier[] {
  const own = parseModule('options.ts', `(${literal})`)
  return namesIn(own, own.ast)
}

/** Identifiers that refer to values outside the text. */
function namesIn(own: SourceModule, root: Node): Identifier[] {
  const found: Identifier[] = []
  const work: Node[] = [root]
  for (let node = work.pop(); node; node = work.pop()) {
    if (node.type === 'Identifier') {
      const reference = own.scopes.referenceOf(node)
      if (reference?.isValueReference && !reference.resolved) found.push(node)
    }
    work.push(...childrenOf(node))
  }
  return found.sort((a, b) => a.start - b.start)
}

function optionOf(property: NodeOf<'ObjectExpression'>['properties'][number]): string {
  const key = property.type === 'Property' ? property.key : undefined
  return String(key?.type === 'Literal' ? key.value : key?.type === 'Identifier' ? key.name : undefined)
}

const isGlobal = (name: string): boolean => name in globalThis || COMMON_JS.test(name) || BROWSER.test(name)

function isOfType(definition: Definition): boolean {
  if (definition.type !== 'ImportBinding') return definition.type === 'Type'
  const { node, parent } = definition
  return parent.importKind === 'type' || ('importKind' in node && node.importKind === 'type')
}
