import { codeOf, isWithoutState, readsFiles, type KnownCode } from './functions/known-code.js'
import { readValues } from './read-values.js'
import { OUTSIDE, outside } from './surroundings.js'

/** Which of a call's lazily made variables were unset when its key was derived, in the order of rendering. */
export class LazyStates {
  private readonly wereUnset: boolean[] = []
  private at = 0
  private isSecond = false

  /**
   * Before the key is derived again after the body has run: what the body itself made is as good as unset.
   * @param mayInterleave other code may have run during the body and have made it, so that this call has not seen the files of which
   * it was made
   */
  again(mayInterleave: boolean): void {
    this.at = 0
    this.isSecond = true
    this.mayInterleave = mayInterleave
  }

  private mayInterleave = false

  isUnset(now: boolean, byFiles: boolean): boolean {
    if (!this.isSecond) {
      this.wereUnset.push(now)
      return now
    }
    const before = this.wereUnset[this.at++] === true
    return before && byFiles && this.mayInterleave ? now : before
  }
}

/** A variable that code makes when it first needs it, of more than its code: of files, the environment, other variables. */
export class LazyValue {
  constructor(
    private readonly value: unknown,
    private readonly isUnset: boolean,
    private readonly byFiles: boolean,
    /** It is made of nothing but the other variables that the code captures. */
    private readonly ofCaptured: boolean,
  ) {}

  /** The value to render. While it is unset, the call makes it itself: of the inputs in its key, and of the files in its entry. */
  settle(states: LazyStates | undefined, siblings: readonly unknown[]): unknown {
    const sources = this.ofCaptured ? sourcesOf(siblings) : undefined
    if (sources === 'state') return this.value
    // What unchanging code makes is the same in each process, unless it is data that others may have changed since.
    const value = sources === 'code' ? outside(this.value) : this.value
    const isUnset = this.isUnset || value === OUTSIDE
    return (states?.isUnset(isUnset, this.byFiles || sources === 'files') ?? isUnset) ? undefined : value
  }
}

/**
 * Marks a lazily made variable.
 * @param operator the assignment that makes it: `??=`, `||=`, or `=` below a test
 * @param made `files`: of files; `captured`: of nothing but captured variables
 */
export function lazily(value: unknown, operator: '??=' | '||=' | '=', made?: 'files' | 'captured'): LazyValue {
  const isUnset = value === undefined || (operator === '||=' && !value) || (operator === '??=' && value === null)
  return new LazyValue(value, isUnset, made === 'files', made === 'captured')
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
