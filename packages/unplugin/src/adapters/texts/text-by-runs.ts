import { UnknownText } from '../builds/asked-texts.js'

/** What some hooks or loaders made of a text. */
export interface Made {
  text: string
  /** Whether one of them made another text, not only a translation. */
  isOther: boolean
  isTranslated: boolean
}

/** Has some of the hooks or loaders of other plugins run on a text; `translators` are those that only compile. */
export type Run = (which: 'all' | 'others' | 'translators', text: string) => Promise<Made>

/** The text that others make of a file's text; `undefined` if they leave it as it is or only compile it. */
export async function textByRuns(run: Run, text: string): Promise<string | undefined> {
  const made = await run('all', text)
  if (!made.isOther) return undefined
  if (!made.isTranslated) return made.text
  // The source tells more, such as types. Others may make something of it that can't be compiled.
  return (await sameOfSource(run, text, made.text).catch(() => undefined)) ?? made.text
}

/** The source with the change of others, if they make the same of it. */
async function sameOfSource(run: Run, text: string, made: string): Promise<string | undefined> {
  const source = (await run('others', text)).text
  const translate = async (code: string) => (await run('translators', code)).text
  return (await translate(await translate(source))) === (await translate(made)) ? source : undefined
}

/** An error of a hook or a loader leaves the text unknown. If it comes again in its turn, the bundler reports it. */
export async function answered<T>(whose: string, call: () => T | Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    const [first = ''] = String(error instanceof Error ? error.message : error).split('\n')
    throw new UnknownText(`the ${whose}, which failed when it was asked for it (${first})`)
  }
}
