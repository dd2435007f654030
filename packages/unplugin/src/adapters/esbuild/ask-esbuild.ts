import path from 'node:path'
import type { OnResolveResult, PluginBuild } from 'esbuild'
import type { AskBundler, ImportKind } from '../builds/asked-imports.js'
import type { BundlerAnswer } from '../builds/bundler-answers.js'
import type { ResolveHook, WatchedPlugins } from './watched-plugins.js'

/** Paths, and patterns that may match one. Those of data, such as `*.png`, are read at run time. */
const OUTSIDE = /^(?:[./\\]|\*(?!\.(?![cm]?[jt]sx?$)\w+$))/

/**
 * How esbuild is asked where an import leads; none if nothing but its settings decides. The hooks of plugins that come later are called one by
 * one, as esbuild does, because each `build.resolve` reads the folders around the file again. It is needed for plugins that
 * came before, whose hooks nobody tells.
 */
export function askEsbuild(build: PluginBuild, plugins: WatchedPlugins): AskBundler | undefined {
  const { unseen, resolving, areAny } = plugins
  const { external = [] } = build.initialOptions
  if (unseen.length > 0 || external.some((name) => OUTSIDE.test(name)))
    return (...question) => resolveAnew(build, plugins, ...question)
  return areAny ? (...question) => callHooks(resolving, ...question) : undefined
}

async function callHooks(hooks: readonly ResolveHook[], specifier: string, importer: string, kind: ImportKind) {
  const args = {
    path: specifier,
    importer,
    namespace: 'file',
    resolveDir: path.dirname(importer),
    kind,
    pluginData: undefined,
    with: {},
  }
  for (const { filter, namespace = 'file', callback } of hooks) {
    if (namespace !== 'file' || !filter.test(specifier)) continue
    const found = await callback({ ...args })
    if (!found) continue
    if (found.errors?.length) return undefined
    if (found.path !== undefined || found.external) return answerOf({ path: specifier, ...found })
  }
  return undefined
}

async function resolveAnew(build: PluginBuild, plugins: WatchedPlugins, specifier: string, importer: string, kind: ImportKind) {
  const resolveDir = path.dirname(importer)
  const found = await build.resolve(specifier, { importer, resolveDir, namespace: 'file', kind })
  if (found.errors.length > 0) return undefined
  plugins.note(found)
  return answerOf(found)
}

const answerOf = ({
  path: id,
  suffix = '',
  external = false,
  namespace = 'file',
}: OnResolveResult & { path: string }): BundlerAnswer => ({
  id: id + suffix,
  external,
  isFile: namespace === 'file',
})
