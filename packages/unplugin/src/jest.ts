/**
 * A Jest transformer that runs before another one, which compiles:
 * `transform: { '\\.[jt]sx?$': ['@cachecache/unplugin/jest', { transformer: '@swc/jest' }] }`
 */
import { createHash } from 'node:crypto'
import {
  loadTransformers,
  type InnerTransformers,
  type Transformer,
  type TransformerName,
} from './adapters/jest/inner-transformer.js'
import type { TransformOptions } from './adapters/jest/inner-transformer.js'
import { JestModules } from './adapters/jest/jest-modules.js'
import type { PluginOptions } from './resolve-options.js'

export interface JestOptions extends Omit<PluginOptions, 'root' | 'runtime' | 'dts'> {
  /**
   * The transformer that compiles: a package, or a package and its options, as in Jest's own `transform`. @default 'babel-jest'
   */
  transformer?: TransformerName
}

interface JestProject extends InnerTransformers {
  modules: JestModules
}

export function createTransformer({ transformer = 'babel-jest', ...options }: JestOptions = {}): Transformer {
  /** By folder and settings, which are known only when Jest passes the first file. */
  const projects = new Map<string, JestProject>()
  const projectOf = ({ config }: TransformOptions): JestProject => {
    const { rootDir, automock, moduleNameMapper, moduleFileExtensions } = config
    const key = JSON.stringify([rootDir, automock, moduleNameMapper, moduleFileExtensions])
    let project = projects.get(key)
    if (!project) {
      project = { ...loadTransformers(transformer, rootDir), modules: new JestModules({ ...options, root: rootDir }, config) }
      projects.set(key, project)
    }
    return project
  }

  return {
    process(source, file, jest) {
      const { modules, plain, rewritten } = projectOf(jest)
      const code = modules.rewrite(source, file)
      if (code === undefined) return plain.process(source, file, jest)
      // Types are checked in the original source.
      if (plain !== rewritten) plain.process(source, file, jest)
      return rewritten.process(code, file, jest)
    },
    async processAsync(source, file, jest) {
      const { modules, plain, rewritten } = projectOf(jest)
      const code = modules.rewrite(source, file)
      if (code === undefined) return plain.processAsync(source, file, jest)
      if (plain !== rewritten) await plain.processAsync(source, file, jest)
      return rewritten.processAsync(code, file, jest)
    },
    // The rewritten code reflects everything that the module depends on.
    getCacheKey(source, file, jest) {
      const { modules, plain, rewritten } = projectOf(jest)
      const code = modules.rewrite(source, file)
      const inner = (code === undefined ? plain : rewritten).getCacheKey(code ?? source, file, jest)
      return createHash('sha256')
        .update(`${code ?? source}\0${inner}`)
        .digest('hex')
    },
  }
}
