import type { Problem } from '../errors.js'

const listed = (reads: readonly string[]) =>
  reads.length > 1 ? `${reads.slice(0, -1).join(', ')} and ${reads.at(-1)}` : reads[0]

/** Appended to every message of this stage: the comment that suppresses it. */
const silence = (code: string) => `, or accept it with \`// cachecache-ignore: ${code}\` above that line.`

export const clockRead = (fn: string, reads: readonly string[]): Problem => ({
  code: 'clock-read',
  message: `\`${fn}\` reads the clock (${listed(reads)}), so a stored result keeps the time of its first call. Pass the time as an argument, set \`ttl\` in the tag, call with \`again: true\`${silence('clock-read')}`,
})

export const randomRead = (fn: string, reads: readonly string[]): Problem => ({
  code: 'random-read',
  message: `\`${fn}\` reads random values (${listed(reads)}), so every hit returns those of its first call. Pass the value or a seed as an argument, set \`ttl\` in the tag, call with \`again: true\`${silence('random-read')}`,
})

/** Used by all problems that make every call run uncached. */
const uncached = 'so every call runs uncached'

export const hiddenState = (fn: string, variable: string, why: string): Problem => ({
  code: 'hidden-state',
  message: `\`${fn}\` reads \`${variable}\`, which ${why}, ${uncached}. Pass its value as an argument, or set \`pure: true\` in the tag if it never changes a result.`,
})

export const madeOfFiles = (fn: string, variable: string): Problem => ({
  code: 'hidden-state',
  message: `\`${fn}\` uses \`${variable}\`, which a package made of what files held. An edit of them would go unseen, ${uncached}. Keep what is read in a variable of its own, as in \`const text = readFileSync(…)\`, and make \`${variable}\` of that.`,
})

export const madeInCycle = (fn: string, name: string): Problem => ({
  code: 'hidden-state',
  message: `\`${fn}\` uses the class \`${name}\`, whose members or base class depend on which module of an import circle runs first, ${uncached}. Move what the class is made of to a module outside of the circle.`,
})

export const lexicalThis = (fn: string, helper: string, what: string): Problem => ({
  code: 'lexical-this',
  message: `\`${fn}\` calls \`${helper}\`, which reads \`${what}\` of the function around both, ${uncached}. Pass what it needs as an argument.`,
})

export const unfollowedGlobal = (fn: string, name: string): Problem => ({
  code: 'unfollowed-global',
  message: `\`${fn}\` reads ${name}, members of a global object without a literal name, ${uncached}. Read each by its name, or pass the value as an argument.`,
})

export const unfollowedFile = (fn: string, file: string): Problem => ({
  code: 'unfollowed-file',
  message: `\`${fn}\` imports ${file}, in whose language cachecache can't follow code and imports, ${uncached}. Import the code that it needs from a JavaScript or TypeScript file, or pin a \`version\` in the tag.`,
})

export const skippedUpdate = (fn: string, variable: string): Problem => ({
  code: 'skipped-update',
  message: `\`${fn}\` updates \`${variable}\`, and a hit skips the update. Update it in the caller${silence('skipped-update')}`,
})

export const actingWhenStopped = (fn: string): Problem => ({
  code: 'yield-in-finally',
  message: `\`${fn}\` yields, returns, throws or jumps in a \`finally\`, which a replay can't do when its caller stops it, ${uncached}. Move that after the \`try\`, remove the tag${silence('yield-in-finally')}`,
})

export const dynamicEnvironment = (fn: string, name: string): Problem => ({
  code: 'dynamic-env',
  message: `\`${fn}\` reads ${name}, environment variables without a literal name, ${uncached}. Read each by its name, or pass the value as an argument.`,
})

export const unfollowedImport = (fn: string, what: string): Problem => ({
  code: 'unfollowed-import',
  message: `\`${fn}\` uses ${what} with a name that is known only at run time, ${uncached}. Import by a literal name, or pin a \`version\` in the tag.`,
})

export const unfollowedCode = (fn: string, what: string): Problem => ({
  code: 'unfollowed-code',
  message: `\`${fn}\` runs code through ${what}, which can't be analyzed, ${uncached}. Write it as code, or pin a \`version\` in the tag.`,
})

export const unresolvedImport = (fn: string, specifier: string): Problem => ({
  code: 'unresolved-import',
  message: `\`${fn}\` reaches '${specifier}', which cannot be resolved, ${uncached}. Install it, correct the path, or give the bundler's alias as the option \`alias\`.`,
})

export const ledImport = (fn: string, specifier: string, to: string): Problem => ({
  code: 'led-import',
  message: `\`${fn}\` reaches the import '${specifier}'. The bundler's settings or a plugin lead it to '${to}', which is not a file in the bundle, ${uncached}. Import a file, or pin a \`version\` in the tag.`,
})

export const unbuiltPackage = (fn: string, specifier: string): Problem => ({
  code: 'unbuilt-package',
  message: `\`${fn}\` reaches the workspace package '${specifier}', whose entry file does not exist. Build that package first, or let its \`exports\` name its sources.`,
})

export const unparsedFile = (fn: string, file: string): Problem => ({
  code: 'unparsed-file',
  message: `\`${fn}\` reaches ${file}, which cannot be parsed, ${uncached}. Correct its syntax.`,
})

export const unknownText = (fn: string, file: string, { by, advice }: { by: string; advice: string }): Problem => ({
  code: 'unknown-text',
  message: `\`${fn}\` reaches ${file}, which may get another text from ${by}, ${uncached}. ${advice}, or pin a \`version\` in the tag.`,
})

export const otherText = (fn: string, file: string): Problem => ({
  code: 'other-text',
  message: `\`${fn}\` is in ${file}, in which a plugin that runs after cachecache changes more than values, ${uncached}. Put that plugin before cachecache, or pin a \`version\` in the tag.`,
})

export const shadowedCapture = (fn: string, variable: string, by: string): Problem => ({
  code: 'shadowed-capture',
  message: `\`${fn}\` calls \`${by}\`, which reads a variable \`${variable}\` that \`${fn}\` hides with one of the same name, ${uncached}. Rename one of the two.`,
})
