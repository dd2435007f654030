import type { LargeEntry } from '../backends/backend.js'
import { encode, type EntryKind } from '../codec.js'
import { MAKES } from '../codec/entry-trace.js'
import { deriveKey, hasFixedInputs } from '../key.js'
import { bodyHooks, type MadeFields } from '../key/lazy-values.js'
import { SilentlyUncached } from '../key/read-values.js'
import { Unkeyable } from '../reporting/errors.js'
import { mustReachCaller, warnOfFunction } from '../reporting/warnings.js'
import { entryKeyOf, isTraced, type Request } from './request.js'
import { reportStoreTrouble } from './store-trouble.js'
import type { TagInputs } from './tag-inputs.js'

/**
 * Returns the bytes of a result.
 * @param tagInputs what the tag's option `inputs` returns now
 * @returns undefined if the value can't be stored, or if the inputs or files changed while the body ran; each is warned about once
 */
export function encodeResult(
  request: Request,
  value: unknown,
  kind: EntryKind,
  tagInputs: TagInputs | undefined,
): Uint8Array | LargeEntry | undefined {
  const { site, values, captured, backend, files, readonly } = request
  const isFixed = request.tagInputs === undefined && hasFixedInputs(site, values, captured)
  const held = isFixed || haveInputsHeld(request, kind, tagInputs)
  if (held === false) return undefined
  const trace = isTraced(request) ? files?.finish(site.id) : undefined
  if (isTraced(request) && trace === undefined) return undefined
  try {
    const key = entryKeyOf(request)
    // A result that isn't stored is shared from memory, in one piece.
    return ((readonly ? undefined : backend.encode) ?? encode)(
      held === true ? value : [value, held],
      kind,
      key,
      trace,
      held === true ? 0 : MAKES,
    )
  } catch (error) {
    if (mustReachCaller(error)) throw error
    reportStoreTrouble(request, error)
    return undefined
  }
}

/**
 * Derives the key again. If the body changed its inputs, the result belongs to no key.
 * @returns the fields that it made, if it changed nothing else
 */
function haveInputsHeld(request: Request, kind: EntryKind, tagInputs: TagInputs | undefined): boolean | MadeFields {
  const { site, values, self, captured, omit, lazies, key, files } = request
  let now: string | undefined
  const derive = (): string => {
    lazies.again({ recording: files?.recording, mayInterleave: site.record.kind !== 'sync' || kind !== 'value' })
    return deriveKey(site, values, self, captured, omit, tagInputs, lazies)
  }
  try {
    now = derive()
  } catch (error) {
    // Its signal was aborted meanwhile.
    if (error instanceof SilentlyUncached) return false
    if (error instanceof Unkeyable && error.code === 'code-from-text') {
      warnOfFunction(site.id, error.code, `${site.id}: the result is not stored: ${error.reason}. ${error.advice}`)
      return false
    }
    now = undefined
  }
  if (now === key) return true
  const { id } = site
  const changed = lazies.nameChanged()
  const fields = bodyHooks.fieldsMade?.(request, derive)
  if (fields !== undefined) return fields
  const advice = changed === '`this`' ? 'Give its class a [cacheKey]() method' : 'Change a copy'
  warnOfFunction(
    id,
    'inputs-changed',
    `${id}: ${changed ?? 'one of its inputs'} changed while it ran, so the result is not stored. ${advice}, or remove the tag.`,
  )
  return false
}
