import type { ModuleScopes, Node, SourceModule } from '../../source/source-module.js'
import { unwrap } from '../../source/walk.js'
import { requiredBy } from '../imported-code.js'
import { readModuleLinks } from '../module-links.js'
import { staticName } from '../render-code.js'
import { memberTaken, onlyInitialiser } from '../values/values-of-names.js'

/** A call of something that another file exports: `util.isDigit(c)` has the path `['isDigit']`. */
export interface ForeignCall {
  specifier: string
  path: readonly string[]
}

/** The calls of a file's code that lead to other files. Each has one bit. */
export class ForeignCalls {
  readonly list: ForeignCall[] = []
  private readonly numbers = new Map<string, number>()
  private readonly imports: ReturnType<typeof readModuleLinks>['imports']
  private readonly scopes: ModuleScopes

  constructor(module: SourceModule) {
    this.scopes = module.scopes
    this.imports = readModuleLinks(module).imports
  }

  /** The bit of a call; none if its callee isn't an export of another file, by its name. */
  bitOf(callee: Node): bigint | undefined {
    const call = this.targetOf(callee)
    if (!call) return undefined
    const key = [call.specifier, ...call.path].join('\0')
    let number = this.numbers.get(key)
    if (number === undefined) this.numbers.set(key, (number = this.list.push(call) - 1))
    return 1n << BigInt(number)
  }

  in(bits: bigint): ForeignCall[] {
    return this.list.filter((_, number) => (bits >> BigInt(number)) & 1n)
  }

  targetOf(callee: Node): ForeignCall | undefined {
    const path: string[] = []
    let node = callee
    for (; node.type === 'MemberExpression'; node = unwrap(node.object)) {
      const name = staticName(node)
      if (name === undefined) return undefined
      path.unshift(name)
    }
    const variable = node.type === 'Identifier' ? this.scopes.variableOf(node) : undefined
    if (!variable || variable.scope !== this.scopes.top) return undefined
    const imported = this.imports.get(variable.name)
    if (imported) return { specifier: imported.specifier, path: imported.name === '*' ? path : [imported.name, ...path] }
    const init = onlyInitialiser(variable)
    const specifier = init && requiredBy(unwrap(init))
    if (specifier !== undefined) return { specifier, path }
    const [definition, ...others] = variable.defs
    if (definition?.type !== 'Variable' || others.length > 0 || !definition.node.init) return undefined
    const required = requiredBy(unwrap(definition.node.init))
    const member = memberTaken(definition.node.id, variable.name)
    const isConstant = variable.references.every((reference) => reference.init || !reference.isWrite())
    if (required === undefined || member === undefined || !isConstant) return undefined
    return { specifier: required, path: [member, ...path] }
  }
}
