import { declare, KINDS, TAGGED } from './declarations.js'
import { Expressions } from './expressions.js'
import { declarationsOf, type Declaration, type ImportForm, type Module, type Part, type Program } from './model.js'
import type { Random } from './random.js'

const FORMS: readonly ImportForm[] = ['named', 'named', 'renamed', 'namespace']
const BARREL_FORMS: readonly ImportForm[] = [...FORMS, 'barrel', 'barrelNamespace', 'chain', 'chainNamespace', 'chainRenamed']

/** A program of a few modules, some functions of which are tagged. */
export function generateProgram(random: Random): Program {
  const expressions = new Expressions(random)
  const count = 3 + random.below(4)
  const modules = Array.from({ length: count }, (_, index): Module => ({
    path: `src/m${index}`,
    declarations: [],
    imports: new Map(),
    head: [],
    comments: 0,
  }))
  const program: Program = {
    modules,
    barrelled: 1 + random.below(count - 1),
    json: { a: random.below(50), b: random.below(50), c: 3 },
    driver: [],
    env: {},
  }
  let number = 0
  for (const [index, module] of modules.entries()) {
    const size = 2 + random.below(4)
    for (let n = 0; n < size; n++) {
      const tagged = n === size - 1 || random.chance(0.25)
      const table = tagged ? TAGGED : KINDS
      const kind = random.pick(Object.keys(table))
      module.declarations.push(declare(`d${number++}`, module, kind, table, expressions, declarationsOf(program)))
    }
    if (random.chance(0.5)) module.byDefault = random.pick(module.declarations)
    for (const declaration of declarationsOf(program))
      module.imports.set(declaration.name, formOf(program, index, declaration, random))
  }
  if (random.chance(0.3)) addCycle(program)
  const length = 4 + random.below(8)
  for (let n = 0; n < length; n++) program.driver.push(driverStep(program, random))
  return program
}

export function formOf(program: Program, user: number, declaration: Declaration, random: Random): ImportForm {
  const from = program.modules.indexOf(declaration.module)
  if (declaration.module.byDefault === declaration && random.chance(0.3)) return 'default'
  return random.pick(from < program.barrelled && user >= program.barrelled ? BARREL_FORMS : FORMS)
}

/** Lets a function of an earlier module call one of a later module. */
function addCycle(program: Program): void {
  const opening = '{ const c = '
  const isOpening = (part: Part) => typeof part === 'string' && part.endsWith(opening)
  const functions = declarationsOf(program).filter(({ movable, sync, code }) => movable && sync && code.some(isOpening))
  const [first, last] = [functions[0], functions.at(-1)]
  // A cycle must not bring what changes into what is made lazily.
  if (!first || !last || first === last || !last.steady) return
  const at = first.code.findIndex(isOpening)
  const part = first.code[at] as string
  first.code.splice(at, 1, `${part.slice(0, -opening.length)}{ if (a === 7) return `, ...last.use(['a + 1']), '\n const c = ')
}

/** A call that logs, or a statement that changes what some function reads. */
export function driverStep(program: Program, random: Random): Part[] {
  const all = declarationsOf(program)
  const changing = all.filter(({ changes }) => changes)
  if (changing.length > 0 && random.chance(0.3)) {
    const target = random.pick(changing)
    return target.changes!({ ref: target }, random.below(60))
  }
  const target = random.pick(all.filter(({ call }) => call))
  return ['await say(() => ', ...target.call!({ ref: target }, random.below(9), random.below(9)), ')']
}
