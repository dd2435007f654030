import { driverStep, formOf } from './generate-program.js'
import { declarationsOf, slotsOf, type Program } from './model.js'
import type { Random } from './random.js'

/** An edit of a program, and how to take it back. `neutral`: every call must still hit. */
export interface Edit {
  name: string
  neutral: boolean
  undo(): void
}

type Editor = (program: Program, random: Random) => () => void

const set = <T extends object, K extends keyof T>(object: T, key: K, value: T[K]): (() => void) => {
  const before = object[key]
  object[key] = value
  return () => {
    object[key] = before
  }
}

const MEANING: Record<string, Editor> = {
  slot(program, random) {
    const slots = declarationsOf(program).flatMap(({ code }) => slotsOf(code))
    const slot = random.pick(slots)
    return 'number' in slot ? set(slot, 'number', random.below(90) + 1) : set(slot, 'operator', random.pick(['+', '-', '*']))
  },
  json: (program, random) =>
    set(program, 'json', { ...program.json, [random.pick(Object.keys(program.json))]: random.below(50) }),
  environment: (program, random) => set(program, 'env', { ...program.env, [`LAW_${random.below(3)}`]: String(random.below(50)) }),
  driver(program, random) {
    const steps = [...program.driver]
    steps.splice(random.below(steps.length + 1), random.below(2), driverStep(program, random))
    return set(program, 'driver', steps)
  },
  order(program, random) {
    const steps = [...program.driver]
    const [step] = steps.splice(random.below(steps.length), 1)
    if (step) steps.splice(random.below(steps.length + 1), 0, step)
    return set(program, 'driver', steps)
  },
  // What a name is called in a file is its code.
  importForm(program, random) {
    const module = random.pick(program.modules)
    const imports = new Map(module.imports)
    const used = declarationsOf(program).filter(({ name }) => imports.has(name))
    if (used.length > 0) {
      const changed = random.pick(used)
      imports.set(changed.name, formOf(program, program.modules.indexOf(module), changed, random))
    }
    return set(module, 'imports', imports)
  },
}

const NOTHING: Record<string, Editor> = {
  comments: (program, random) => set(random.pick(program.modules), 'comments', random.below(50)),
  position(program, random) {
    const module = random.pick(program.modules)
    const moved = module.declarations.find(({ movable }) => movable)
    if (!moved) return () => {}
    const others = module.declarations.filter((declaration) => declaration !== moved)
    others.splice(random.below(others.length + 1), 0, moved)
    return set(module, 'declarations', others)
  },
  fileName(program, random) {
    const module = random.pick(program.modules)
    if (module.declarations.some(({ code }) => code.some((part) => typeof part === 'string' && part.includes('cache'))))
      return () => {}
    return set(module, 'path', `src/${random.pick(['n', 'deep_', 'z'])}${random.below(99)}_${program.modules.indexOf(module)}`)
  },
  otherFile(program, random) {
    const moved = random.pick(declarationsOf(program))
    const names = new Set([
      moved.name,
      ...moved.code.flatMap((part) => (typeof part === 'object' && 'ref' in part ? [part.ref.name] : [])),
    ])
    const renamed = program.modules.some(({ imports }) =>
      [...names].some((name) => !/^(named|barrel)$/.test(imports.get(name) ?? 'named')),
    )
    if (
      renamed ||
      moved.module.byDefault === moved ||
      !moved.movable ||
      moved.code.some((part) => typeof part === 'string' && part.includes('cache'))
    )
      return () => {}
    const [from, to] = [moved.module, random.pick(program.modules)]
    const undo = [
      set(
        from,
        'declarations',
        from.declarations.filter((declaration) => declaration !== moved),
      ),
      set(to, 'declarations', [...to.declarations.filter((declaration) => declaration !== moved), moved]),
      set(moved, 'module', to),
    ]
    return () => undo.reverse().forEach((back) => back())
  },
  neighbour: (program, random) => {
    const module = random.pick(program.modules)
    return set(module, 'head', [...module.head, `export const unrelated${random.below(1e9)} = ${random.below(100)}`])
  },
}

export function editProgram(program: Program, random: Random): Edit {
  const neutral = random.chance(0.45)
  const table = neutral ? NOTHING : MEANING
  const name = random.pick(Object.keys(table))
  return { name, neutral, undo: table[name]!(program, random) }
}
