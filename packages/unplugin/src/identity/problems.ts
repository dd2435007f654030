import type { Problem } from '../errors.js'

const listed = (reads: readonly string[]) =>
  reads.length > 1 ? `${reads.slice(0, -1).join(', ')} and ${reads.at(-1)}` : reads[0]

/** Every message of this stage ends with the comment that silences it. */
const silence = (code: string) => `, or accept it with \`// cachecache-ignore: ${code}\` above that line.`

export const clockRead = (fn: string, reads: readonly string[]): Problem => ({
  code: 'clock-read',
  message: `\`${fn}\` reads the clock (${listed(reads)}), so a stored result keeps the time of its first call. Pass the time as an argument, set \`ttl\` in the tag, call with \`again: true\`${silence('clock-read')}`,
})

export const randomRead = (fn: string, reads: readonly string[]): Problem => ({
  code: 'random-read',
  message: `\`${fn}\` reads random values (${listed(reads)}), so every hit gives those of its first call. Pass the value or a seed as an argument, set \`ttl\` in the tag, call with \`again: true\`${silence('random-read')}`,
})

export const privateVariable = (fn: string, variable: string, why: string): Problem => ({
  code: 'private-variable',
  message: `\`${fn}\` reads \`${variable}\`, which ${why}, so its value is not part of the key. Export it from the file that declares it, pass its value as an argument${silence('private-variable')}`,
})

export const unkeyableValue = (fn: string, variable: string, what: string): Problem => ({
  code: 'unkeyable-value',
  message: `\`${fn}\` uses \`${variable}\`, ${what}, which cannot be part of a key: results stay valid whatever it does. Freeze it if it never changes, pass what matters as an argument${silence('unkeyable-value')}`,
})

export const skippedUpdate = (fn: string, variable: string): Problem => ({
  code: 'skipped-update',
  message: `\`${fn}\` updates \`${variable}\`, and a hit skips the update. Update it in the caller${silence('skipped-update')}`,
})

export const actingWhenStopped = (fn: string): Problem => ({
  code: 'yield-in-finally',
  message: `\`${fn}\` yields, returns, throws or jumps in a \`finally\`, which a replay cannot do when its caller stops it, so it runs uncached. Move that behind the \`try\`, drop the tag${silence('yield-in-finally')}`,
})

export const dynamicEnvironment = (fn: string, name: string): Problem => ({
  code: 'dynamic-env',
  message: `\`${fn}\` reads ${name}, variables of the environment that code does not name, so they are not part of the key. Read each by its name, pass the value as an argument${silence('dynamic-env')}`,
})

export const unfollowedImport = (fn: string, what: string): Problem => ({
  code: 'unfollowed-import',
  message: `\`${fn}\` uses ${what} with a name that only run time knows, so edits of what it loads do not move the version. Import by a literal name, pin a \`version\` in the tag${silence('unfollowed-import')}`,
})

export const unfollowedCode = (fn: string, what: string): Problem => ({
  code: 'unfollowed-code',
  message: `\`${fn}\` runs code through ${what}, which cannot be followed, so edits of it do not move the version. Write it as code, pin a \`version\` in the tag${silence('unfollowed-code')}`,
})

export const dynamicMember = (fn: string, namespace: string): Problem => ({
  code: 'dynamic-member',
  message: `\`${fn}\` picks a member of the namespace \`${namespace}\` at run time, so every export of that module counts. Import the members by name${silence('dynamic-member')}`,
})

export const unresolvedImport = (fn: string, specifier: string): Problem => ({
  code: 'unresolved-import',
  message: `\`${fn}\` reaches '${specifier}', which leads to no file or package here, so edits of it do not move the version. Install it, mend the path, give a bundler's alias as the option \`alias\`${silence('unresolved-import')}`,
})

export const unbuiltPackage = (fn: string, specifier: string): Problem => ({
  code: 'unbuilt-package',
  message: `\`${fn}\` reaches the workspace package '${specifier}', whose entry file does not exist. Build that package first, or let its \`exports\` name its sources.`,
})

export const unparsedFile = (fn: string, file: string): Problem => ({
  code: 'unparsed-file',
  message: `\`${fn}\` reaches ${file}, which cannot be parsed, so the whole text of it counts. Mend its syntax.`,
})

export const shadowedCapture = (fn: string, variable: string, by: string): Problem => ({
  code: 'shadowed-capture',
  message: `\`${fn}\` calls \`${by}\`, which reads a variable \`${variable}\` that \`${fn}\` itself hides by one of the same name, so its value cannot be part of the key. Rename one of the two.`,
})
