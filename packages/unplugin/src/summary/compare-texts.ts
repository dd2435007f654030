import { findPins } from './find-pins.js'
import { parseModule, type Node, type NodeOf, type SourceModule } from '../source/source-module.js'
import type { FileSummary, Unit } from './file-summary.js'
import { readModuleLinks } from './module-links.js'
import { isDroppedStatement, renderCode } from './render-code.js'
import { digestOf, summarise } from './summarise.js'

/** How the code of two texts of one file differs. */
export interface Comparison {
  /**
   * `same`: in types, comments and layout only. `values`: besides, the second has other primitive values in some places, or some where the first
   * reads a global, so nothing is known of the first that doesn't hold for the second. Otherwise `other`.
   */
  how: 'same' | 'values' | 'other'
  /** Digest of the second one's code. */
  code: string
}

/** Whether two texts differ in types, comments and layout only. */
export const meanTheSame = (file: string, own: string, made: string): boolean => compareTexts(file, own, made).how === 'same'

export function compareTexts(file: string, own: string, made: string): Comparison {
  const texts = [parseModule(file, own), parseModule(file, made)] as const
  try {
    if (texts.every(({ errors }) => errors.length === 0)) return compareModules(...texts)
  } catch (error) {
    // The AST is too deep for the stack.
    if (!(error instanceof RangeError)) throw error
  }
  return { how: own === made ? 'same' : 'other', code: digestOf(made) }
}

function compareModules(own: SourceModule, made: SourceModule): Comparison {
  const [before, after] = [codeOf(own), codeOf(made)]
  const code = digestOf(after)
  if (before === after) return { how: 'same', code }
  const isValue = codeOf(own, new Values(own)) === codeOf(made, new Values(made)) && needsNothingElse(own, made)
  return { how: isValue ? 'values' : 'other', code }
}

/** With the imports that the code uses. Those of types are removed by compilers, marked as such or not. */
function codeOf(module: SourceModule, values?: Values): string {
  const names = new Set<string>()
  const statements = module.ast.body.filter((node) => node.type !== 'ImportDeclaration' && !isDroppedStatement(node))
  const code = renderCode(statements, {
    enter(node) {
      if (node.type === 'Identifier' || node.type === 'JSXIdentifier') names.add(node.name)
      values?.enter(node)
    },
    takes: () => false,
    ...(values && { replace: (node: Node) => (values.has(node) ? '?' : undefined) }),
  })
  const { imports, exports, stars, sideEffects } = readModuleLinks(module)
  const used = [...imports].filter(([name]) => names.has(name)).map(([name, from]) => [name, from.specifier, from.name])
  const links = [used.toSorted(), stars, sideEffects.toSorted()]
  return JSON.stringify([module.record.hasModuleSyntax, ...links, values && [...exports].toSorted(), code])
}

/** The expressions that give a primitive value, or read a global without a call. */
class Values {
  /** What is written, called or deleted. */
  private readonly acted = new Set<Node>()

  constructor(private readonly module: SourceModule) {}

  enter(node: Node): void {
    if (node.type === 'AssignmentExpression' || node.type === 'ForInStatement' || node.type === 'ForOfStatement')
      this.act(node.left)
    else if (node.type === 'UpdateExpression' || (node.type === 'UnaryExpression' && node.operator === 'delete'))
      this.act(node.argument)
    else if (node.type === 'CallExpression' || node.type === 'NewExpression') this.act(node.callee)
    else if (node.type === 'TaggedTemplateExpression') this.act(node.tag)
    else if ('key' in node && node.key) this.act(node.key as Node)
  }

  private act(node: Node): void {
    this.acted.add(node)
    if (node.type === 'MemberExpression') this.act(node.object)
  }

  has(node: Node): boolean {
    if (this.acted.has(node)) return false
    switch (node.type) {
      case 'Literal':
        return !('regex' in node)
      case 'TemplateLiteral':
        return node.expressions.every((each) => this.has(each))
      case 'UnaryExpression':
        return node.operator !== 'delete' && this.has(node.argument)
      case 'BinaryExpression':
      case 'LogicalExpression':
        return this.has(node.left) && this.has(node.right)
      case 'ConditionalExpression':
        return [node.test, node.consequent, node.alternate].every((each) => this.has(each))
      case 'MemberExpression':
        return !node.computed && node.property.type === 'Identifier' && this.isGlobal(node.object)
      default:
        return this.isGlobal(node)
    }
  }

  private isGlobal(node: Node): boolean {
    if (node.type === 'MemberExpression') return this.has(node)
    if (node.type === 'MetaProperty') return true
    const { scopes } = this.module
    const isRead = node.type === 'Identifier' && scopes.referenceOf(node)?.isValueReference === true
    return isRead && scopes.variableOf(node as NodeOf<'Identifier'>) === undefined
  }
}

/** Whether each part of the second one reads and refers to nothing but what that part of the first one does. */
function needsNothingElse(own: SourceModule, made: SourceModule): boolean {
  const [before, after] = [own, made].map((module) => partsOf(summarise(module, findPins(module))))
  return [...after!].every(([name, needs]) => {
    const known = before!.get(name)
    return known !== undefined && [...needs].every((need) => known.has(need))
  })
}

function partsOf(summary: FileSummary): Map<string, Set<string>> {
  const { units, effects, globals, acts } = summary
  const parts = new Map<string, Set<string>>()
  const all = [...units.values(), effects, ...(globals ? [globals] : []), ...acts.map(({ unit }) => unit)]
  for (const unit of all) {
    const needs = parts.get(unit.name) ?? new Set()
    parts.set(unit.name, needs)
    for (const need of needsOf(unit)) needs.add(need)
  }
  return parts
}

const needsOf = ({ kind, references, reads }: Unit): string[] =>
  [kind, ...references, ...reads].map((need) =>
    JSON.stringify(need, (key, value: unknown) => (key === 'place' || key === 'when' ? undefined : value)),
  )
