import path from 'node:path'
import type { ValueInput } from '../stages.js'
import type { Making, Unit } from '../summary/file-summary.js'
import { WHOLE_ENVIRONMENT } from '../summary/reads/environment-reads.js'
import { addressName, addressOf } from '../summary/reads/process-reads.js'
import { digestOf } from '../summary/summarise.js'
import { identityPath } from '../surroundings/package-root.js'
import type { InputContext } from './input-context.js'
import type { Edge } from './link-units.js'
import { isName } from './local-names.js'

export interface Access {
  expression: string
  import?: NonNullable<ValueInput['import']>
  /** Through the run time, which gets it from the module that declares it. */
  remote?: true
}

/**
 * The expression by which the tagged function's module accesses a variable.
 * @param isEager whether its file is loaded before the function can be called
 */
export function accessTo(unit: Unit, isEager: boolean, context: InputContext): Access {
  const { file, summaryOf, classifier } = context
  if (unit.file === file && unit.name !== 'default') return { expression: unit.name }
  const own = summaryOf(file)!
  const local = context.localNames.find(unit, own)
  if (local !== undefined) return { expression: local }
  const exported = classifier.exportedName(unit)
  const owner = context.packageOf(unit.file)
  if (exported !== undefined && isEager && unit.file !== file && owner.folder === context.packageOf(file).folder) {
    const relative = path.posix.relative(path.posix.dirname(file), unit.file)
    const specifier = relative.startsWith('.') ? relative : `./${relative}`
    if (own.opaque)
      return {
        expression: `require(${JSON.stringify(specifier)})${isName(exported) ? `.${exported}` : `[${JSON.stringify(exported)}]`}`,
      }
    const local = `$input_${exported.replace(/\W/g, '_')}_${digestOf(specifier).replace(/\W/g, '_').slice(0, 6)}`
    return { expression: local, import: { specifier, name: exported, local } }
  }
  return { expression: stateOf(moduleName(unit.file, context), unit.name), remote: true }
}

/** The name under which a module's state is known at run time. */
export function moduleName(file: string, { packageOf }: InputContext): string {
  const owner = packageOf(file)
  return `${owner.name}/${identityPath(file, owner)}`
}

export const memberOf = (step: string) => (isName(step) ? `?.${step}` : `?.[${JSON.stringify(step)}]`)

/** If the code reads an object's members only by name, just those members. */
export function readPaths(reads: readonly Edge[]): string[][] {
  const paths = reads.map((edge) => {
    const dynamic = edge.path.indexOf('*')
    return dynamic < 0 ? edge.path : edge.path.slice(0, dynamic)
  })
  const shortest: string[][] = []
  for (const candidate of paths.toSorted((a, b) => a.length - b.length)) {
    if (!shortest.some((shorter) => shorter.every((step, index) => candidate[index] === step))) shortest.push(candidate)
  }
  return shortest
}

/** Adds what an update only reads, if a read finds it in another part: `k = { next: k }` and `k.next.value`. */
export function withMoved(reads: readonly Edge[], all: readonly Edge[]): Edge[] {
  const isMoved = ({ effect, use, method, path }: Edge): boolean =>
    effect && use !== 'updated' && (use !== 'called' || method === 'get') && reads.some((read) => isPartOf(read.path, path))
  return [...reads, ...all.filter(isMoved)]
}

const isPartOf = (part: readonly string[], [...whole]: readonly string[]): boolean => {
  if (whole.at(-1) === '*') whole.pop()
  return part.length > whole.length && whole.every((step, at) => step === part[at])
}

/** The name under which a module answers for the functions that it makes of texts. */
export const TEXTS = 'new Function'

/** A value that a module exposes at run time; the runtime function gets its name when the module is rewritten. */
export const stateOf = (module: string, name: string): string => `\0stateOf(${JSON.stringify(module)},${JSON.stringify(name)})`

/** What the run time has to know of a lazily made variable of a module. */
export interface LazyFacts {
  /** The name under which the module notes that it was made. */
  name: string
  /** Expressions for constants of packages of which it is made. */
  outside: string[]
  /** Other code gets the value too, and may change it. */
  shared: boolean
}

/** A lazily made variable, which may be unset. @param made of what it is made: files, or nothing but captured variables */
export function lazyExpression(
  variable: string,
  operator: Making['operator'],
  made?: 'files' | 'captured',
  { name, outside, shared }: Partial<LazyFacts> = {},
): string {
  const text = (value: string | undefined) => (value === undefined ? 'void 0' : JSON.stringify(value))
  const constants = outside?.length ? `[${outside.join(',')}]` : 'void 0'
  const args = [variable, text(operator), text(made), text(name), constants, shared ? '1' : 'void 0']
  while (args.at(-1) === 'void 0') args.pop()
  return `\0lazily(${args.join(',')})`
}

/** The name under which a module notes that it has made a variable. */
export const makingName = (module: string, variable: string): string => `${module}#${variable}`

/** The address of a file beside another module, which a bundler makes: by the same expression, with a path from this module. */
export function addressFrom(from: string, file: string, name: string): ValueInput {
  const target = path.posix.join(path.posix.dirname(file), JSON.parse(name.slice('new URL('.length, -1)) as string)
  const way = path.posix.relative(path.posix.dirname(from), target)
  const own = addressName(way.startsWith('.') ? way : `./${way}`)
  return { name: own, kind: 'env', expression: addressOf(own), by: 'read', constant: false }
}

/** Where another file lies, whose own path code reads: unbundled, it isn't that of the tagged function's file. */
export function placeOf(file: string, name: string, from: string): ValueInput {
  const place = path.posix.relative(path.posix.dirname(from), file)
  return { name: `${name} of ${place}`, kind: 'env', expression: JSON.stringify(place), constant: false }
}

/** Where a variable's name is only known at run time. */
export const ALL_OF_ENVIRONMENT: ValueInput = { name: 'process.env', kind: 'env', expression: WHOLE_ENVIRONMENT, constant: false }

/** Whether a constant is initialized. */
export const isReady = (expression: string): string => `${expression}===void 0?void 0:1`

/** What a declaration uses when it is made. */
export const namesAtLoad = ({ references }: Unit): string[] =>
  references.flatMap(({ via, late, name }) => (via === 'binding' && !late ? [name] : []))
