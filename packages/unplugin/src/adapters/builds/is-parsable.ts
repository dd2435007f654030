/** Whether a module has no syntax errors. The host's message about one should show only what the user has written. */
export async function isParsable(file: string, code: string): Promise<boolean> {
  const { parseSync } = await import('oxc-parser')
  const lang = /\.[cm]?(tsx?)$/.exec(file)?.[1] as 'ts' | 'tsx' | undefined
  return parseSync(file, code, { lang: lang ?? 'jsx' }).errors.length === 0
}
