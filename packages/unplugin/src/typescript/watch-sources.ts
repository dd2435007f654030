import { watch } from 'chokidar'
import path from 'node:path'

const WATCHED = /\.(?:[cm]?[jt]sx?|json)$/
const IGNORED = /[\\/](?:node_modules|\.git)(?:[\\/]|$)/

/** Runs `changed` after each change of the sources in a folder, never twice at a time, until the signal. */
export async function watchSources(folder: string, signal: AbortSignal | undefined, changed: () => Promise<void>): Promise<void> {
  const watcher = watch(folder, {
    ignoreInitial: true,
    ignored: (file, stats) => IGNORED.test(file) || (stats?.isFile() === true && !WATCHED.test(path.basename(file))),
  })
  let pending = false
  let running = false
  const run = async () => {
    if (running) return
    running = true
    while (pending) {
      pending = false
      await changed()
    }
    running = false
  }
  let timer: NodeJS.Timeout | undefined
  let fail: (error: unknown) => void = () => {}
  watcher.on('all', () => {
    pending = true
    // An editor saves several files in a burst.
    clearTimeout(timer)
    timer = setTimeout(() => run().catch((error: unknown) => fail(error)), 50)
  })
  try {
    await new Promise<void>((resolve, reject) => {
      fail = reject
      watcher.on('error', reject)
      signal?.addEventListener('abort', () => resolve(), { once: true })
    })
  } finally {
    clearTimeout(timer)
    await watcher.close()
  }
}
