import type { Stats } from 'node:fs'
import path from 'node:path'
import { watch } from 'chokidar'

const WATCHED = /\.(?:[cm]?[jt]sx?|json)$/
const IGNORED = /(?:^|[\\/])(?:node_modules|\.git)(?:[\\/]|$)/

export interface Reactions {
  /** Called when the watcher no longer misses changes. */
  first(): Promise<void>
  /** @param regrouped files were added or removed, or a configuration changed: the project's set of files may have changed */
  changed(regrouped: boolean): Promise<void>
}

/** Runs `changed` after each change of the sources in a folder, one run at a time, until the signal. */
export async function watchSources(
  folder: string,
  signal: AbortSignal | undefined,
  { first, changed }: Reactions,
): Promise<void> {
  const isLeftOut = (file: string, stats?: Stats) =>
    IGNORED.test(path.relative(folder, file)) || (stats?.isFile() === true && !WATCHED.test(path.basename(file)))
  const watcher = watch(folder, { ignoreInitial: true, ignored: isLeftOut })
  let pending = false
  let regrouped = false
  let running = true
  const run = async () => {
    if (running) return
    running = true
    while (pending) {
      const other = regrouped
      pending = regrouped = false
      await changed(other)
    }
    running = false
  }
  const start = async () => {
    await first()
    running = false
    await run()
  }
  let timer: NodeJS.Timeout | undefined
  try {
    await new Promise<void>((resolve, reject) => {
      watcher.once('ready', () => start().catch(reject))
      watcher.on('all', (event, file) => {
        pending = true
        regrouped ||= event !== 'change' || file.endsWith('.json')
        // An editor may save several files at once.
        clearTimeout(timer)
        timer = setTimeout(() => run().catch(reject), 50)
      })
      watcher.on('error', reject)
      signal?.addEventListener('abort', () => resolve(), { once: true })
    })
  } finally {
    clearTimeout(timer)
    await watcher.close()
  }
}
