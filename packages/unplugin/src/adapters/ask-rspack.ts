import path from 'node:path'
import type { Compiler as WebpackCompiler } from 'webpack'
import type { Compiler, ExternalItem, ResolveData } from '@rspack/core'
import type { AskBundler } from './builds/asked-imports.js'
import { askWebpack, IGNORED, type ModuleFactory as WebpackFactory } from './ask-webpack.js'
import { nameOf } from './settings/webpack-settings.js'

type ModuleFactory = Parameters<Parameters<Compiler['hooks']['normalModuleFactory']['tap']>[1]>[0]

interface Given {
  _args?: unknown[]
  externals?: unknown
}

/**
 * Rspack makes modules outside of JavaScript, so what leads imports elsewhere is done here in its order: built-in plugins, hooks, externals,
 * the resolver.
 */
function askRspack({ options, context: root }: Compiler, factory: ModuleFactory): AskBundler {
  const given = (name: string) => options.plugins.filter((plugin) => nameOf(plugin) === name) as Given[]
  const replaced = given('NormalModuleReplacementPlugin').map(({ _args }) => _args as [RegExp, string | ((data: object) => void)])
  const ignored = given('IgnorePlugin').map(({ _args }) => _args![0] as { checkResource?: (name: string, at: string) => boolean })
  const externals = [options.externals, ...given('ExternalsPlugin').map((plugin) => plugin.externals)].flat() as ExternalItem[]
  const { hooks } = factory
  const replace = (data: ResolveData, name: string | undefined) => {
    for (const [pattern, to] of replaced) {
      if (name === undefined || !pattern.test(name)) continue
      if (typeof to === 'function') to(data)
      else if (data.createData?.resource === undefined) data.request = to
      else data.createData.resource = path.resolve(path.dirname(data.createData.resource), to)
    }
  }
  return async (specifier, issuer, kind) => {
    const type = kind === 'require-call' ? 'commonjs' : 'esm'
    const context = path.dirname(issuer) || root
    const data = dataOf(specifier, issuer, context)
    if (ignored.some(({ checkResource }) => checkResource?.(specifier, context))) return IGNORED
    replace(data, data.request)
    if ((await hooks.beforeResolve.promise(data)) === false) return IGNORED
    const outside = await externalOf(externals, { ...data, dependencyType: type }, (request) =>
      find(factory, context, request, type),
    )
    if (outside !== undefined) return { id: outside, external: true }
    await hooks.factorize.promise(data)
    await hooks.resolve.promise(data)
    const resource = await find(factory, context, data.request, type)
    if (resource === undefined) return undefined
    data.createData = { resource, request: resource, userRequest: resource }
    if ((await hooks.afterResolve.promise(data)) === false) return IGNORED
    replace(data, data.createData.resource)
    return { id: data.createData.resource ?? resource }
  }
}

/** For both, which have the same interface. */
export const askIn = (compiler: WebpackCompiler, factory: WebpackFactory): AskBundler =>
  'rspack' in compiler
    ? askRspack(compiler as unknown as Compiler, factory as unknown as ModuleFactory)
    : askWebpack(compiler, factory)

const dataOf = (request: string, issuer: string, context: string): ResolveData =>
  ({
    context,
    request,
    contextInfo: { issuer, issuerLayer: '' },
    fileDependencies: [],
    missingDependencies: [],
    contextDependencies: [],
  }) as unknown as ResolveData

const find = (factory: ModuleFactory, context: string, request: string, dependencyType: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const resolver = factory.getResolver('normal', { dependencyType })
    resolver.resolve({}, context, request, {} as never, (error, file) => resolve(error || !file ? undefined : file))
  })

/** What an import is taken to from outside of the bundle; none if it stays in. */
async function externalOf(
  items: readonly ExternalItem[],
  { request, context, contextInfo, dependencyType }: ResolveData & { dependencyType: string },
  resolve: (request: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  for (const item of items) {
    const found =
      typeof item === 'function'
        ? await new Promise<unknown>((settle, reject) => {
            const getResolve = () => (_: string, name: string) => resolve(name)
            const tell = (error: unknown, result: unknown) => (error ? reject(error as Error) : settle(result))
            const data = { request, context, contextInfo, dependencyType, getResolve }
            const promise = item(data as never, tell as never) as Promise<unknown> | undefined
            promise?.then?.(settle, reject)
          })
        : item instanceof RegExp
          ? item.test(request)
          : typeof item === 'string'
            ? item === request
            : (item as Record<string, unknown> | undefined)?.[request]
    if (found === undefined || found === false) continue
    const name = [found].flat()[0]
    return typeof name === 'string' ? name.replace(/^[\w-]+ /, '') : request
  }
  return undefined
}
