/** Specifiers of the runtime in user code and in emitted code. */
export const runtimeSpecifier = /^@cachecache\/runtime(?:\/|$)/

/** For bundlers that don't accept a pattern. */
export const runtimeEntries = ['@cachecache/runtime', '@cachecache/runtime/generated', '@cachecache/runtime/files']

/** The files of these entries, for Node and for browsers. */
export const runtimeEntry = /[\\/]runtime[\\/]dist[\\/](?:(?:browser|node)[\\/])?\w+\.js$/

/** Present in every rewritten module with a tagged function. */
export const emittedMark = '@cachecache/runtime/generated'
