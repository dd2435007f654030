import { Unkeyable } from '../reporting/errors.js'
import { notInitialised } from '../key/read-values.js'
import { isThenable } from './promises.js'
import type { Site } from '../sites/site.js'
import { messageOf, mustReachCaller } from '../reporting/warnings.js'

/** The result of a tag's option `inputs` for one call. */
export interface TagInputs {
  readonly value: unknown
}

/**
 * Calls the option `inputs` of the tag.
 * @param mayWait the function is asynchronous, so a promise is awaited
 * @throws Unkeyable if the option fails, or if it returns a promise and the function is synchronous
 */
export function readTagInputs(
  site: Site,
  values: readonly unknown[],
  self: unknown,
  mayWait: boolean,
): TagInputs | Promise<TagInputs> | undefined {
  const { inputs } = site.tag()
  if (inputs === undefined) return undefined
  let value: unknown
  try {
    value = Reflect.apply(inputs, self, site.record.args?.(values) ?? values)
  } catch (error) {
    throw failed(error)
  }
  if (!isThenable(value)) return { value }
  if (mayWait) return wait(value)
  if (value instanceof Promise) value.catch(() => {})
  throw new Unkeyable("the option 'inputs' of its tag returns a promise, but the function is synchronous", {
    code: 'inputs-failed',
    advice: 'Make the function async, or inputs synchronous.',
  })
}

/** Calls it again after the body has run. Returns undefined if it fails this time. */
export function readInputsAgain(
  ...[site, values, self, mayWait]: Parameters<typeof readTagInputs>
): TagInputs | Promise<TagInputs | undefined> | undefined {
  try {
    const read = readTagInputs(site, values, self, mayWait)
    return read instanceof Promise ? read.catch(() => undefined) : read
  } catch (error) {
    if (mustReachCaller(error)) throw error
    return undefined
  }
}

async function wait(promise: unknown): Promise<TagInputs> {
  try {
    return { value: await promise }
  } catch (error) {
    throw failed(error)
  }
}

function failed(error: unknown): unknown {
  if (mustReachCaller(error)) return error
  if (error instanceof ReferenceError && /before initialization/.test(error.message)) return notInitialised()
  return new Unkeyable(`the option 'inputs' of its tag fails: ${messageOf(error)}`, {
    code: 'inputs-failed',
    advice: 'Fix it, or return a value that stands for the failure.',
    cause: error,
  })
}
