import Module from 'node:module'
import { fileURLToPath } from 'node:url'
import { resolveOptions } from '../../resolve-options.js'
import { notRewrittenCommonJs } from '../../errors.js'
import { readIfThere, withSlashes } from '../../surroundings/source-files.js'
import { moduleFilter, takes } from '../module-filter.js'
import { emittedMark } from '../runtime/runtime-package.js'

interface Compiling {
  prototype: { _compile?(this: unknown, code: string, file: string, ...rest: unknown[]): unknown }
}

/** A tag in a comment at the start of a line, or a decorator. */
const TAG = /(?:\*\s*|^[^\S\n]*)@cache\b/m

/** The plugin's own files speak of tags, too. */
const OWN_FOLDER = withSlashes(fileURLToPath(new URL('.', import.meta.url)))

/**
 * Warns about CommonJS modules with tags that no hook has rewritten: Node before 22.15 reads them after the hooks, and tsx
 * compiles them itself.
 */
export function tellOfUnseenCommonJs(warn: (message: string, code: string) => void): void {
  const { prototype } = Module as unknown as Compiling
  const compile = prototype._compile
  if (compile === undefined) return
  const filter = moduleFilter(resolveOptions()).id
  prototype._compile = function (code, path, ...rest) {
    const file = withSlashes(path)
    const isOther = !code.includes(emittedMark) && !file.startsWith(OWN_FOLDER) && takes(filter, file)
    if (isOther && TAG.test(readIfThere(file)?.toString('utf8') ?? '')) {
      const { code: name, message } = notRewrittenCommonJs(path)
      warn(message, name)
    }
    return compile.call(this, code, path, ...rest)
  }
}
