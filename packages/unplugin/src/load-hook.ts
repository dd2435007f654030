import { writeSync } from 'node:fs'
import type { LoadHook } from 'node:module'
import { NodeModules } from './adapters/node/node-hooks.js'

// Written synchronously: a message from this thread to the main thread is lost if the program ends first.
const modules = new NodeModules((message) => writeSync(2, `(node:${process.pid}) CacheWarning: ${message}\n`))

/** Runs in the thread of Node's loader hooks, for Node versions without hooks in the main thread. */
export const load: LoadHook = async (url, context, nextLoad) => modules.rewrite(url, await nextLoad(url, context))
