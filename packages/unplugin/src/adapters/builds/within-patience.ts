/** A plugin may load what it resolves, and wait for other modules, so an answer may wait for the module that asks. */
const PATIENCE_MS = 10_000

/** The answer of a bundler or of a plugin; `late` if it takes too long. */
export async function withinPatience<T>(answer: Promise<T>, late: () => T): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS)
  })
  try {
    return await Promise.race([answer, patience.then(late)])
  } finally {
    clearTimeout(timer)
  }
}
