/** Specifiers of the runtime in user code and in emitted code. */
export const runtimeSpecifier = /^@cachecache\/runtime(?:\/|$)/

/** For bundlers that take no pattern. */
export const runtimeEntries = ['@cachecache/runtime', '@cachecache/runtime/generated', '@cachecache/runtime/files']

/** Left by the rewrite in every module that has a tagged function. */
export const emittedMark = '@cachecache/runtime/generated'
