const fs = process.getBuiltinModule('node:fs')
const cwd = process.cwd.bind(process)

/** The functions of `node:fs` as they were when this module was loaded. Calls of these are not recorded. */
export const raw: typeof fs & { cwd(): string } = { ...fs, promises: { ...fs.promises }, cwd }

let depth = 0

/** Runs a synchronous function whose opened files are already recorded, or belong to cachecache. */
export function expected<R>(run: () => R): R {
  depth++
  try {
    return run()
  } finally {
    depth--
  }
}

export const isExpected = (): boolean => depth > 0

/** Returns the code of an error as an answer: `!ENOENT`. */
export function failure(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown }
  return `!${typeof code === 'string' ? code : 'failed'}`
}
