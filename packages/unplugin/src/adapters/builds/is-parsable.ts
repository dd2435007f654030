/** Whether a module has no syntax errors. The host's message about one should show only what the user has written. */
export async function isParsable(file: string, code: string): Promise<boolean> {
  const { parseText } = await import('../../source/parse-text.js')
  const lang = /\.[cm]?(tsx?)$/.exec(file)?.[1] as 'ts' | 'tsx' | undefined
  return parseText(file, code, { lang: lang ?? 'jsx' }).errors.length === 0
}
