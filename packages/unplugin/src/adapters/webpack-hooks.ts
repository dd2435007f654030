import type { Compiler as RspackCompiler } from '@rspack/core'
import type { Compiler as WebpackCompiler } from 'webpack'
import type { ResolvedOptions } from '../resolve-options.js'
import { runtimeSpecifier } from './runtime-package.js'

const name = 'cachecache'

/** webpack and Rspack: what the loader cannot do. */
export function webpackLikeHooks(compiler: WebpackCompiler | RspackCompiler, options: ResolvedOptions): void {
  // Both have the same hooks, but a union of two generic signatures cannot be called.
  const like = compiler as WebpackCompiler
  // Targets and output formats are settled only when the plugins have been applied.
  like.hooks.environment.tap(name, () => {
    const { externalsPresets, output } = like.options
    const forNode = externalsPresets.node === true && externalsPresets.web !== true
    if (options.runtime ? options.runtime === 'bundle' : !forNode) return
    // `require` loads ES modules from Node 20.19 on.
    const type = output.module ? 'module' : 'commonjs'
    new like.webpack.ExternalsPlugin(type, [runtimeSpecifier]).apply(like)
  })
}
