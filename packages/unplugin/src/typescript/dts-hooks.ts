import { resolveOptions, type PluginOptions } from '../resolve-options.js'

/** The plugin option `dts`: the types are written beside the build, which only waits for them at its end. */
export interface DtsHooks {
  /** The bundler's root, once it is known. */
  configure(root: string): void
  /** A build begins or a file has changed. */
  start(warn: (message: string) => void): void
  finish(): Promise<void>
}

export function dtsHooks(given: PluginOptions | undefined): DtsHooks {
  let { root, dts } = resolveOptions(given)
  let writer: Promise<(warn: (message: string) => void) => Promise<void>> | undefined
  let writing: Promise<void> = Promise.resolve()
  return {
    configure(bundlerRoot) {
      const resolved = resolveOptions(given, bundlerRoot)
      if (resolved.dts !== dts) writer = undefined
      ;({ root, dts } = resolved)
    },
    start(warn) {
      if (dts === undefined) return
      const options = { cwd: root, out: dts }
      // The compiler is loaded for those who ask for types only.
      writer ??= import('./write-dts.js').then(({ createDtsWriter }) => createDtsWriter(options))
      writing = writer.then((write) => write(warn))
    },
    finish: () => writing,
  }
}
