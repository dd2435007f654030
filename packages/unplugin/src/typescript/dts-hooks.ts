import { resolveOptions, type PluginOptions } from '../resolve-options.js'

/** The plugin option `dts`: types are written in parallel with the build, which waits for them only at its end. */
export interface DtsHooks {
  /**
   * Sets the bundler's root, once it is known.
   * @param say reports messages immediately, for a server, whose build never ends
   */
  configure(root: string, say?: (message: string) => void): void
  /** Called when a build begins or a file has changed. */
  start(): void
  finish(): Promise<void>
  /** The messages since the last call. */
  takeMessages(): string[]
}

export function dtsHooks(userOptions: PluginOptions | undefined): DtsHooks {
  let { root, dts } = resolveOptions(userOptions)
  let writer: Promise<(warn: (message: string) => void) => Promise<void>> | undefined
  let writing: Promise<void> = Promise.resolve()
  const messages: string[] = []
  let warn = (message: string): void => void messages.push(message)
  return {
    configure(bundlerRoot, say) {
      const resolved = resolveOptions(userOptions, bundlerRoot)
      if (resolved.dts !== dts) writer = undefined
      ;({ root, dts } = resolved)
      warn = say ?? warn
    },
    start() {
      if (dts === undefined) return
      const options = { cwd: root, out: dts }
      // Loads the compiler only if types are requested.
      writer ??= import('./write-dts.js').then(({ createDtsWriter }) => createDtsWriter(options))
      writing = writer.then((write) => write(warn))
    },
    finish: () => writing,
    takeMessages: () => messages.splice(0),
  }
}
