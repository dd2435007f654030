import path from 'node:path'
import type { OnResolveArgs, OnResolveOptions, OnResolveResult, Plugin, PluginBuild } from 'esbuild'
import type { AskBundler, ImportKind } from './builds/asked-imports.js'
import type { BundlerAnswer } from './builds/bundler-answers.js'

interface Hook {
  filter: RegExp
  namespace: string | undefined
  callback: (args: OnResolveArgs) => OnResolveResult | null | undefined | Promise<OnResolveResult | null | undefined>
}

/** Paths, and patterns that may match one. Those of data, such as `*.png`, are read at run time. */
const OUTSIDE = /^(?:[./\\]|\*(?!\.(?![cm]?[jt]sx?$)\w+$))/

/**
 * How esbuild is asked where an import leads; none if nothing but its settings decides. The hooks of plugins that come later are called one by
 * one, as esbuild does, because each `build.resolve` reads the folders around the file again. It is needed for plugins that
 * came before, whose hooks nobody tells.
 */
export function askEsbuild(build: PluginBuild): AskBundler | undefined {
  const { plugins = [], external = [] } = build.initialOptions
  const own = plugins.findIndex(({ name }) => name === 'cachecache')
  const hooks: Hook[] = []
  const told = plugins.map((plugin, at) => at === own || (at > own && own >= 0 && watchHooks(plugin, hooks)))
  if (told.includes(false) || external.some((name) => OUTSIDE.test(name))) return (...question) => resolveAnew(build, ...question)
  return plugins.length > 1 ? (...question) => callHooks(hooks, ...question) : undefined
}

/** @returns whether the plugin's hooks will be known */
function watchHooks(plugin: Plugin, hooks: Hook[]): boolean {
  const { setup } = plugin
  const isOwn = Object.hasOwn(plugin, 'setup')
  return Reflect.set(plugin, 'setup', (build: PluginBuild) => {
    if (isOwn) plugin.setup = setup
    else Reflect.deleteProperty(plugin, 'setup')
    const onResolve = (options: OnResolveOptions, callback: Hook['callback']) => {
      build.onResolve(options, callback)
      hooks.push({ filter: new RegExp(options.filter.source), namespace: options.namespace, callback })
    }
    return setup({ ...build, onResolve })
  })
}

async function callHooks(hooks: readonly Hook[], specifier: string, importer: string, kind: ImportKind) {
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

async function resolveAnew(build: PluginBuild, specifier: string, importer: string, kind: ImportKind) {
  const resolveDir = path.dirname(importer)
  const found = await build.resolve(specifier, { importer, resolveDir, namespace: 'file', kind })
  return found.errors.length > 0 ? undefined : answerOf(found)
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
