// A page has no files. Its bundle gets this instead of `call-files.ts`.
import type * as files from './call-files.js'

export const filesOf: typeof files.filesOf = () => undefined
export const lacksTracer: typeof files.lacksTracer = () => false
