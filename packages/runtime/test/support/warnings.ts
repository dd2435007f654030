import { onTestFinished } from 'vitest'
import { forgetWarnings } from '../../src/reporting/once.js'

/** Codes and messages of the cache's warnings, from here on; every cause is new again. */
export function watchWarnings(): { code: string; message: string }[] {
  const seen: { code: string; message: string }[] = []
  const { emitWarning } = process
  forgetWarnings()
  process.emitWarning = ((message: string, options: { code: string }) => void seen.push({ code: options.code, message })) as never
  onTestFinished(() => {
    process.emitWarning = emitWarning
  })
  return seen
}

/** Sets an environment variable until the test is over. */
export function setEnv(name: string, value: string): void {
  const before = process.env[name]
  process.env[name] = value
  onTestFinished(() => {
    if (before === undefined) delete process.env[name]
    else process.env[name] = before
  })
}
