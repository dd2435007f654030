import type { Compiler } from 'webpack'
import type { AskText } from '../builds/asked-texts.js'
import { loadersFor, loadersIn, type LoaderUse } from './loader-rules.js'
import { isLeftOut, loaderStep, onlyCompiles, type LoaderStep } from './loader-steps.js'
import { runLoaders } from './run-loaders.js'
import { textByRuns } from './text-by-runs.js'

const rulesOf = ({ options }: Compiler): unknown[] => [...options.module.defaultRules, ...options.module.rules]

/** Whether a loader may give a file a text that means something else. @param own the rule of cachecache's loader */
export function mayLoadOther(compiler: Compiler, own?: unknown): boolean {
  const uses = loadersIn(rulesOf(compiler).filter((rule) => rule !== own))
  return uses.some((use) => typeof use === 'function' || (!isLeftOut(use) && !onlyCompiles(use, compiler.context)))
}

/** Runs the loaders of webpack or Rspack for a file, without cachecache's. @param own its file, if a rule names it */
export function askLoaderText(compiler: Compiler, own?: string): (context: object) => AskText {
  const files = new Map<string, Promise<string>>()
  const withFile = async (use: LoaderUse): Promise<LoaderUse> => {
    let file = files.get(use.loader)
    if (!file) files.set(use.loader, (file = fileOf(use.loader, compiler)))
    return { ...use, loader: await file }
  }
  const asking = async (file: string, text: string, context: object) => {
    const uses = loadersFor(rulesOf(compiler), file).filter((use) => !isLeftOut(use))
    const found = (await Promise.all(uses.map(withFile))).filter((use) => !isLeftOut(use) && use.loader !== own)
    const all = found.map((use) => loaderStep(use, file, compiler.context))
    const steps = all.slice(0, all.findLastIndex(({ translates }) => !translates) + 1)
    if (steps.length === 0) return undefined
    const isRun = (which: string) => (step: LoaderStep) => which === 'all' || step.translates === (which === 'translators')
    return textByRuns((which, code) => runLoaders(steps.filter(isRun(which)), file, code, context), text)
  }
  return (context) => Object.assign((...asked: [string, string]) => asking(...asked, context), { byTextAlone: true })
}

function fileOf(loader: string, compiler: Compiler): Promise<string> {
  if (loader.startsWith('builtin:')) return Promise.resolve(loader)
  const resolver = compiler.resolverFactory.get('loader', compiler.options.resolveLoader as never)
  return new Promise((resolve, reject) => {
    resolver.resolve({}, compiler.context, loader, {}, (error, file) =>
      error || !file ? reject(error ?? new Error(`The loader ${loader} is missing.`)) : resolve(file),
    )
  })
}
