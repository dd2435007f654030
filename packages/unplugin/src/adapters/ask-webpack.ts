import path from 'node:path'
import type { Compiler, Module, NormalModule } from 'webpack'
import type { AskBundler } from './builds/asked-imports.js'
import type { BundlerAnswer } from './builds/bundler-answers.js'
import { nameOf } from './settings/webpack-settings.js'

/** Taken from the hooks of the compilation, since webpack doesn't export the type. */
export type ModuleFactory = Parameters<Parameters<Compiler['hooks']['normalModuleFactory']['tap']>[1]>[0]

const HOOKS = ['beforeResolve', 'factorize', 'resolve', 'afterResolve', 'createModule', 'module'] as const

/** webpack's own, for settings that the plugin knows. */
const OWN =
  /^(?:NormalModuleFactory|ExternalModuleFactoryPlugin|SideEffectsFlagPlugin|(?:AsyncWebAssembly|Css|Html)ModulesPlugin)$/

/** Whether settings or plugins may lead imports elsewhere, as far as it shows before a compilation. */
export function mayBeLed({ options }: Compiler): boolean {
  const { externals, resolve, plugins } = options
  return (
    [externals ?? []].flat().length > 0 ||
    (resolve.plugins ?? []).length > 0 ||
    plugins.some((plugin) => /^(?:Externals|Ignore|NormalModuleReplacement)Plugin$/.test(nameOf(plugin)))
  )
}

/** Whether a plugin has applied webpack's own for externals. Called before webpack does, for its settings. */
export const hasExternals = ({ hooks }: Compiler): boolean => hooks.compile.taps.some((tap) => tap.name === 'ExternalsPlugin')

export const mayTap = ({ hooks }: ModuleFactory): boolean =>
  HOOKS.some((name) => hooks[name]?.taps.some((tap) => !OWN.test(tap.name)))

/** Has webpack make the module, which isn't added to the build. */
export function askWebpack({ webpack, name }: Compiler, factory: ModuleFactory): AskBundler {
  const { HarmonyImportDependency } = webpack.dependencies
  return (specifier, issuer, kind) =>
    new Promise((resolve) => {
      const dependency = new HarmonyImportDependency(specifier, 0)
      if (kind === 'require-call') Object.defineProperty(dependency, 'category', { value: 'commonjs' })
      const contextInfo = { issuer, issuerLayer: null, compiler: name ?? '' }
      factory.create({ context: path.dirname(issuer), contextInfo, dependencies: [dependency] }, (error, result) =>
        resolve(error || !result ? undefined : answerOf(result.module)),
      )
    })
}

export const IGNORED = { id: 'data:,ignored' }

function answerOf(module: Module | undefined): BundlerAnswer {
  if (!module) return IGNORED
  const { resource, request, userRequest, constructor } = module as NormalModule
  if (resource !== undefined) return { id: resource }
  return constructor.name === 'ExternalModule'
    ? { id: typeof request === 'string' ? request : userRequest, external: true }
    : { id: module.identifier(), isFile: false }
}
