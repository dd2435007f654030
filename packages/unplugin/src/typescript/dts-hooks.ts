import { resolveOptions, type PluginOptions } from '../resolve-options.js'

/** The plugin option `dts`: the types are written beside the build, which only waits for them at its end. */
export interface DtsHooks {
  /**
   * The bundler's root, once it is known.
   *
   * @param say where a server, whose build has no end, is told at once
   */
  configure(root: string, say?: (message: string) => void): void
  /** A build begins or a file has changed. */
  start(): void
  finish(): Promise<void>
  /** What is to be said of the types since it was last asked. */
  takeMessages(): string[]
}

export function dtsHooks(given: PluginOptions | undefined): DtsHooks {
  let { root, dts } = resolveOptions(given)
  let writer: Promise<(warn: (message: string) => void) => Promise<void>> | undefined
  let writing: Promise<void> = Promise.resolve()
  const messages: string[] = []
  let warn = (message: string): void => void messages.push(message)
  return {
    configure(bundlerRoot, say) {
      const resolved = resolveOptions(given, bundlerRoot)
      if (resolved.dts !== dts) writer = undefined
      ;({ root, dts } = resolved)
      warn = say ?? warn
    },
    start() {
      if (dts === undefined) return
      const options = { cwd: root, out: dts }
      // The compiler is loaded for those who ask for types only.
      writer ??= import('./write-dts.js').then(({ createDtsWriter }) => createDtsWriter(options))
      writing = writer.then((write) => write(warn))
    },
    finish: () => writing,
    takeMessages: () => messages.splice(0),
  }
}
