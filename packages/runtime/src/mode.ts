import { platform } from '#platform'
import { emitOnce } from './reporting/once.js'

/** The modes set by `CACHECACHE`, which is read at every call. */
export interface Mode {
  /** No call reads or writes. */
  readonly off: boolean
  /** Every call computes and overwrites. */
  readonly again: boolean
  /** Calls read; none writes. */
  readonly readonly: boolean
  /** Warnings throw. */
  readonly strict: boolean
}

const names = ['off', 'again', 'readonly', 'strict'] as const
const normal: Mode = { off: false, again: false, readonly: false, strict: false }

let lastText: string | undefined
let lastMode: Mode = normal

/** Reads `CACHECACHE`: one or several names, separated by commas. An unknown name is warned about once. */
export function readMode(): Mode {
  const text = platform.env('CACHECACHE')
  if (text === lastText) return lastMode
  lastMode = parseMode(text)
  lastText = text
  return lastMode
}

function parseMode(text: string | undefined): Mode {
  if (text === undefined || text === '') return normal
  const mode = { ...normal }
  const unknown: string[] = []
  for (const part of text.split(',')) {
    const name = part.trim().toLowerCase()
    if (name === '') continue
    const known = names.find((candidate) => candidate === name)
    if (known === undefined) unknown.push(part.trim())
    else mode[known] = true
  }
  if (unknown.length > 0) {
    const message = `CACHECACHE=${text}: unknown mode ${unknown.join(', ')}. Use ${names.join(', ')}, or several of them separated by commas.`
    emitOnce(`mode ${text}`, 'unknown-mode', message, mode.strict)
  }
  return mode
}
