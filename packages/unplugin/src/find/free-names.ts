import type { Definition } from '../source/scopes.js'
import { childrenOf, parseModule, type Node, type SourceModule } from '../source/source-module.js'

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
  const object = ((own.ast['body'] as Node[])[0]?.['expression'] ?? own.ast) as Node
  for (const property of (object['properties'] ?? []) as Node[]) {
    for (const identifier of namesIn(own, property)) {
      const name = identifier['name'] as string
      const definitions = top.set.get(name)?.defs
      const isType = definitions !== undefined && definitions.length > 0 && definitions.every(isOfType)
      if (definitions ? !isType : isGlobal(name)) continue
      const key = property['key'] as Node | undefined
      return { option: String(key?.['name'] ?? key?.['value']), name, offset: identifier.start - 1, isType }
    }
  }
  return undefined
}

/** The free variables of an object literal. */
export function freeNames(literal: string): Node[] {
  const own = parseModule('options.ts', `(${literal})`)
  return namesIn(own, own.ast)
}

/** Identifiers that refer to values outside the text. */
function namesIn(own: SourceModule, root: Node): Node[] {
  const found: Node[] = []
  const work: Node[] = [root]
  for (let node = work.pop(); node; node = work.pop()) {
    const reference = node.type === 'Identifier' ? own.scopes.referenceOf(node) : undefined
    if (reference?.isValueReference && !reference.resolved) found.push(node)
    work.push(...childrenOf(node))
  }
  return found.sort((a, b) => a.start - b.start)
}

const isGlobal = (name: string): boolean => name in globalThis || COMMON_JS.test(name) || BROWSER.test(name)

function isOfType({ type, node, parent }: Definition): boolean {
  return type === 'Type' || (type === 'ImportBinding' && (node['importKind'] === 'type' || parent?.['importKind'] === 'type'))
}
