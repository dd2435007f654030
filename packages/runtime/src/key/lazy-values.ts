import type { Renderer } from './renderer.js'
import type { Request } from '../calls/request.js'
import type { Computation } from '../calls/computation.js'
import type { Recording } from '../files/observing/recordings.js'
import { codeOf, isWithoutState, readsFiles, type KnownCode } from './functions/known-code.js'
import { readValues } from './read-values.js'
import { OUTSIDE, outside } from './surroundings.js'

/** How the body of a call ran. */
export interface BodyRun {
  /** What it read from disk. */
  readonly recording: Recording | undefined
  /** Other code may have run meanwhile. */
  readonly mayInterleave: boolean
  /** Values of lazily made variables that the body has made and that other code gets too. */
  shared?: Set<unknown>
}

/** What a body gave to fields of objects in the key. These objects have numbers, in the order in which they are met. */
export interface MadeFields {
  fields: [object: number, name: string, value: unknown][]
  /** Objects in the key that are parts of the values. */
  parts: [object: number, copy: object][]
}

/** What happens around bodies, besides. Set by the modules of `made`, `kept`, `self` and `given`, which pages don't load. */
export const bodyHooks: {
  isMadeBy?: (run: BodyRun, lazy: LazyValue, byFiles: boolean) => boolean
  /** The number of fields that have been made so far. */
  count?: () => number
  /** A call has got its key, or has ended. */
  began?: () => void
  ended?: () => void
  /** @returns the fields that the body has made, if nothing else in the key has changed */
  fieldsMade?: (request: Request, derive: () => string) => MadeFields | undefined
  /** Gives the objects of a call the fields that the body would have made. */
  restore?: (lazies: LazyStates, fields: MadeFields) => void
  /** Whether a body around a call relies on fields that the call's hit would leave unwritten. */
  isReliedOn?: (lazies: LazyStates) => boolean
  /** The body of a generator runs on, or waits for its caller. */
  entered?: (lazies: LazyStates) => void
  left?: (lazies: LazyStates) => void
} = {}

/** Which of a call's lazily made variables were unset when its key was derived, in the order of rendering. */
export class LazyStates {
  private readonly states: (boolean | number)[] = []
  private at = 0
  run: BodyRun | undefined
  /** See `bodyHooks.count`. */
  readonly since = bodyHooks.count?.()
  body: Computation | undefined

  /** Before the key is derived again after the body has run: what the body itself made is as good as unset. */
  again(run: BodyRun): void {
    this.at = 0
    this.run = run
  }

  before: Renderer | undefined
  after: Renderer | undefined

  /** Keeps what a key is made of, to tell what the body has changed. */
  note(renderer: Renderer): void {
    if (this.run === undefined) this.before = renderer
    else this.after = renderer
  }

  /** The name of the first input that the body has changed, if the text shows it. */
  nameChanged(): string | undefined {
    const { before, after } = this
    if (before === undefined || after === undefined || (before.parts ?? after.parts) !== undefined) return undefined
    let at = 0
    while (at < before.text.length && before.text[at] === after.text[at]) at++
    return after.roots?.findLast(([start]) => start <= at)?.[1]
  }

  isUnset(now: boolean, lazy: LazyValue, byFiles: boolean): boolean {
    if (this.run === undefined) {
      this.states.push(now)
      return now
    }
    const isAsMade = now || !(byFiles || lazy.isShared) || bodyHooks.isMadeBy?.(this.run, lazy, byFiles) === true
    return this.states[this.at++] === true && isAsMade
  }

  /** How many entries a table had when the key was derived first. */
  sizeBefore(now: number): number {
    if (this.run === undefined) return (this.states.push(now), now)
    return this.states[this.at++] as number
  }
}

/** A variable that code makes when it first needs it, of more than its code: of files, the environment, other variables. */
export class LazyValue {
  constructor(
    readonly value: unknown,
    private readonly isUnset: boolean,
    private readonly made: 'files' | 'captured' | undefined,
    /** The name under which its module notes that it was made. */
    readonly name: string | undefined,
    private readonly of: readonly unknown[] | undefined,
    /** Other code gets the value too, and may change it. */
    readonly isShared: boolean,
  ) {}

  /** The value to render. While it is unset, the call makes it itself: of the inputs in its key, and of the files in its entry. */
  settle(states: LazyStates | undefined, siblings: readonly unknown[]): unknown {
    const sources = this.made === 'captured' ? sourcesOf(siblings) : this.made
    // Data that a package made may have been other data when this was made.
    if (sources === 'state' || this.of?.some((each) => outside(each) !== OUTSIDE) === true) return this.value
    // What unchanging code makes is the same in each process, unless it is data that others may have changed since.
    const value = sources === 'code' ? outside(this.value) : this.value
    const isUnset = this.isUnset || value === OUTSIDE
    return (states?.isUnset(isUnset, this, sources === 'files') ?? isUnset) ? undefined : value
  }
}

/**
 * Marks a lazily made variable.
 * @param operator the assignment that makes it: `??=`, `||=`, or `=` below a test
 * @param made `files`: of files; `captured`: of nothing but captured variables
 * @param name the name under which its module notes that it was made
 * @param of constants of packages of which it is made
 * @param shared other code gets the value too, and may change it
 */
export function lazily(
  value: unknown,
  operator: '??=' | '||=' | '=',
  made?: 'files' | 'captured',
  name?: string,
  of?: readonly unknown[],
  shared?: 1,
): LazyValue {
  const isUnset = value === undefined || (operator === '||=' && !value) || (operator === '??=' && value === null)
  return new LazyValue(value, isUnset, made, name, of, shared === 1)
}

/** What captured values add to what is made of them: only code, files that it reads, or something else that may change. */
function sourcesOf(values: readonly unknown[], seen = new Set<unknown>()): 'code' | 'files' | 'state' {
  let sources: 'code' | 'files' = 'code'
  for (const value of values) {
    if (value instanceof LazyValue || (typeof value !== 'object' && typeof value !== 'function') || value === null) continue
    const code = typeof value === 'function' ? codeOf(value) : undefined
    if (code === undefined || code.inputs !== undefined || !isWithoutState(value as Function, code)) return 'state'
    if (seen.has(value)) continue
    seen.add(value)
    const below = sourcesOf(capturedBy(code), seen)
    if (below === 'state') return below
    if (below === 'files' || readsFiles(code.digest)) sources = 'files'
  }
  return sources
}

const capturedBy = ({ captured }: KnownCode): unknown[] => (captured === undefined ? [] : readValues(captured))
