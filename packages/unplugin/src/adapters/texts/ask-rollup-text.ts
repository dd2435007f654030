import path from 'node:path'
import type { AskText } from '../builds/asked-texts.js'
import type { Asking } from '../builds/asking.js'
import { matchesFilter, mayMatch } from './hook-filter.js'
import { answered, textByRuns, type Made } from './text-by-runs.js'
import { contextFor } from './text-context.js'
import { textSteps, type TextStep, type TextSteps } from './text-steps.js'

interface Context {
  /** Vite's. */
  environment?: { config: { consumer?: string } }
}

/** What these add for a page only replaces code while it runs. For a server, they don't. */
const RELOADS = /^(?:vite:p?react|prefresh)/

/** How the plugins are asked; none if none of them gives a file a text that means something else. */
export function textsOf(plugins: readonly unknown[]): Asking['text'] {
  const steps = textSteps(plugins)
  return steps && ((context) => askRollupText(steps, context))
}

/** Calls the hooks of other plugins as Rollup, Rolldown and Vite do, in the context of cachecache's own hook. */
function askRollupText(steps: TextSteps, context: object): AskText {
  const others = [...steps.load, ...steps.transform].filter(({ translates }) => !translates)
  const ask: AskText = (file, text) => {
    if (!others.some(({ filter }) => mayMatch(filter, idOf(file, context)))) return undefined
    return textByRuns((which, code) => {
      const isRun = ({ translates }: TextStep) => which === 'all' || translates === (which === 'translators')
      // What is loaded doesn't depend on the text.
      const load = which === 'translators' ? [] : steps.load.filter(isRun)
      return runSteps({ load, transform: steps.transform.filter(isRun) }, file, code, context)
    }, text)
  }
  return Object.assign(ask, { byTextAlone: true })
}

/** Vite has `/` on every system. */
const idOf = (file: string, { environment }: Context): string => (environment ? file : path.normalize(file))

async function runSteps({ load, transform }: TextSteps, file: string, text: string, context: object): Promise<Made> {
  const { environment } = context as Context
  const id = idOf(file, context)
  let moduleType = path.extname(file).slice(1).replace(/^[cm]/, '')
  const made: Made = { text, isOther: false, isTranslated: false }
  const call = async (step: TextStep, code: string, args: string[]): Promise<boolean> => {
    if (!matchesFilter(step.filter, id, code, moduleType)) return false
    const ssr = environment?.config.consumer === 'server' || RELOADS.test(step.name)
    const options = { ssr, moduleType, attributes: {} }
    const answer = await answered(`plugin '${step.name}'`, () =>
      step.handler.call(contextFor(context, step.cache), ...args, options),
    )
    const found = textOf(answer)
    if (found === undefined) return false
    moduleType = (answer as { moduleType?: string }).moduleType ?? moduleType
    if (found !== made.text) made[step.translates ? 'isTranslated' : 'isOther'] = true
    made.text = found
    return true
  }
  for (const step of load) if (await call(step, '', [id])) break
  for (const step of transform) await call(step, made.text, [made.text, id])
  return made
}

/** A hook gives text, an object with text, or nothing. Rolldown also takes an object that makes the text. */
function textOf(answer: unknown): string | undefined {
  const code: unknown = typeof answer === 'object' && answer !== null ? (answer as { code?: unknown }).code : answer
  return code === undefined || code === null ? undefined : String(code)
}
