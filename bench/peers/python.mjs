import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('python.py', import.meta.url))

/**
 * Python's caches, measured by Python itself, a batch at a time, so that they take their turns with ours.
 * Where Python or a package is missing, `skipped` says so in words.
 *
 * @returns {Promise<{ names: string[], skipped: string[], measure(name: string): Promise<number>, close(): void }>} `measure` in milliseconds per call
 */
export async function openPython(folder, entries, batch) {
  const child = spawn('python3', [script, folder, String(entries), String(batch)], { stdio: ['pipe', 'pipe', 'ignore'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const failed = once(child, 'error').then(([error]) => ({ value: undefined, error }))
  const { value, error } = await Promise.race([lines.next(), failed])
  if (value === undefined) {
    return { names: [], skipped: [`Python: ${error?.message ?? 'it printed nothing'}.`], measure: unmeasured, close() {} }
  }
  const { ready, skipped, python } = JSON.parse(value)
  return {
    names: ready,
    skipped: Object.entries(skipped).map(([name, reason]) => `Python ${python}, ${name}: skipped, ${reason}.`),
    async measure(name) {
      child.stdin.write(`${name}\n`)
      return Number((await lines.next()).value)
    },
    close: () => child.stdin.end(),
  }
}

async function unmeasured(name) {
  throw new Error(`${name} was not opened.`)
}
