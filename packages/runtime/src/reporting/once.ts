import { platform } from '#platform'
import { StrictWarning } from './errors.js'
import { printable } from './printable.js'

const told = new Set<string>()

/** Emits a process warning the first time this cause is seen; throws it every time under `CACHECACHE=strict`. */
export function emitOnce(cause: string, code: string, message: string, strict: boolean): void {
  if (strict) throw new StrictWarning(code, message)
  if (told.has(cause)) return
  told.add(cause)
  platform.emitWarning(printable(message), code)
}

/** Forgets all causes; for tests. */
export function forgetWarnings(): void {
  told.clear()
}
