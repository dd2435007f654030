import type { Problem } from '../errors.js'

const listed = (reads: readonly string[]) =>
  reads.length > 1 ? `${reads.slice(0, -1).join(', ')} and ${reads.at(-1)}` : reads[0]

/** Every warning of this stage ends with the comment that suppresses it. */
const silence = (code: string) => `, or suppress this with \`// cachecache-ignore: ${code}\` above that line.`

export const clockRead = (fn: string, reads: readonly string[]): Problem => ({
  code: 'clock-read',
  message: `\`${fn}\` reads the clock (${listed(reads)}), so a stored result keeps the time of its first call. Pass the time as an argument, set \`ttl\` in the tag, call with \`again: true\`${silence('clock-read')}`,
})

export const randomRead = (fn: string, reads: readonly string[]): Problem => ({
  code: 'random-read',
  message: `\`${fn}\` reads random values (${listed(reads)}), so every hit returns those of its first call. Pass the value or a seed as an argument, set \`ttl\` in the tag, call with \`again: true\`${silence('random-read')}`,
})

export const privateVariable = (fn: string, variable: string, why: string): Problem => ({
  code: 'private-variable',
  message: `\`${fn}\` reads \`${variable}\`, which ${why}, so its value isn't part of the key. Export it from the file that declares it, pass its value as an argument${silence('private-variable')}`,
})

export const unkeyableValue = (fn: string, variable: string, what: string): Problem => ({
  code: 'unkeyable-value',
  message: `\`${fn}\` uses \`${variable}\`, ${what}, which can't be part of a key: stored results stay valid whatever it does. Freeze it if it never changes, pass what matters as an argument${silence('unkeyable-value')}`,
})

export const skippedUpdate = (fn: string, variable: string): Problem => ({
  code: 'skipped-update',
  message: `\`${fn}\` updates \`${variable}\`, and a hit skips the update. Update it in the caller${silence('skipped-update')}`,
})

export const actingWhenStopped = (fn: string): Problem => ({
  code: 'yield-in-finally',
  message: `\`${fn}\` yields, returns, throws or jumps in a \`finally\`, which a replay can't do when its caller stops it, so it runs uncached. Move that after the \`try\`, remove the tag${silence('yield-in-finally')}`,
})

export const dynamicEnvironment = (fn: string, name: string): Problem => ({
  code: 'dynamic-env',
  message: `\`${fn}\` reads ${name}, environment variables without a literal name, so they aren't part of the key. Read each variable by name, pass the value as an argument${silence('dynamic-env')}`,
})

export const unfollowedImport = (fn: string, what: string): Problem => ({
  code: 'unfollowed-import',
  message: `\`${fn}\` uses ${what} with a name that is only known at run time, so edits of the loaded module don't change the version. Import by a literal name, pin a \`version\` in the tag${silence('unfollowed-import')}`,
})

export const unfollowedCode = (fn: string, what: string): Problem => ({
  code: 'unfollowed-code',
  message: `\`${fn}\` runs code through ${what}, which can't be analyzed, so edits of it don't change the version. Write it as code, pin a \`version\` in the tag${silence('unfollowed-code')}`,
})

export const dynamicMember = (fn: string, namespace: string): Problem => ({
  code: 'dynamic-member',
  message: `\`${fn}\` selects a member of the namespace \`${namespace}\` at run time, so every export of that module is part of the version. Import the members by name${silence('dynamic-member')}`,
})

export const unresolvedImport = (fn: string, specifier: string): Problem => ({
  code: 'unresolved-import',
  message: `\`${fn}\` reaches '${specifier}', which resolves to no file or package, so edits of it don't change the version. Install it, fix the path, pass the bundler's alias as the option \`alias\`${silence('unresolved-import')}`,
})

export const unbuiltPackage = (fn: string, specifier: string): Problem => ({
  code: 'unbuilt-package',
  message: `\`${fn}\` reaches the workspace package '${specifier}', whose entry file does not exist. Build that package first, or point its \`exports\` at the sources.`,
})

export const unparsedFile = (fn: string, file: string): Problem => ({
  code: 'unparsed-file',
  message: `\`${fn}\` reaches ${file}, which can't be parsed, so its whole text is part of the version. Fix its syntax.`,
})

export const shadowedCapture = (fn: string, variable: string, by: string): Problem => ({
  code: 'shadowed-capture',
  message: `\`${fn}\` calls \`${by}\`, which reads a variable \`${variable}\` that \`${fn}\` shadows, so its value can't be part of the key. Rename one of the two.`,
})
