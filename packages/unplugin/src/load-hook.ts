import { writeSync } from 'node:fs'
import type { LoadHook } from 'node:module'
import { NodeModules } from './adapters/node-hooks.js'

// At once: what this thread hands to the program's own is lost when the program ends first.
const modules = new NodeModules((message) => writeSync(2, `(node:${process.pid}) CacheWarning: ${message}\n`))

/** Runs in the thread of Node's loader hooks, for versions of Node that have no hooks in the program's own thread. */
export const load: LoadHook = async (url, context, nextLoad) => modules.rewrite(url, await nextLoad(url, context))
