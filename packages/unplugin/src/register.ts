/**
 * For programs that run without a bundler: `node --import @cachecache/unplugin/register script.js`. Rewrites the tagged
 * functions of each module that Node loads; from Node 22.15, in CommonJS modules too.
 */
import * as nodeModule from 'node:module'
import type { LoadFnOutput, LoadHookContext } from 'node:module'
import { bunPlugin, type BunPlugin } from './adapters/bun-hooks.js'
import { NodeModules } from './adapters/node/node-hooks.js'
import { tellOfUnseenCommonJs } from './adapters/node/unseen-commonjs.js'
import { BUN_WATCHES, noDenoHooks } from './errors.js'

/** Node 22.15 and newer; the installed type declarations are older. */
interface SynchronousHooks {
  registerHooks?(hooks: {
    load(url: string, context: LoadHookContext, nextLoad: (url: string, context: LoadHookContext) => LoadFnOutput): LoadFnOutput
  }): void
}

const { registerHooks } = nodeModule as SynchronousHooks
const { Bun: bun, Deno: deno } = globalThis as { Bun?: { plugin(plugin: BunPlugin): void }; Deno?: unknown }
if (deno) throw noDenoHooks()
if (bun) registerInBun(bun)
else registerInNode()

function registerInBun(program: { plugin(plugin: BunPlugin): void }): void {
  const isWatched = process.execArgv.some((flag) => flag === '--hot' || flag === '--watch')
  if (isWatched) console.warn(BUN_WATCHES)
  else program.plugin(bunPlugin())
}

function registerInNode(): void {
  const warn = (message: string, code: string): void => process.emitWarning(message, { type: 'CacheWarning', code })
  tellOfUnseenCommonJs(warn)
  if (!registerHooks) return nodeModule.register('./load-hook.js', import.meta.url)
  const modules = new NodeModules(warn)
  registerHooks({ load: (url, context, nextLoad) => modules.rewrite(url, nextLoad(url, context)) })
  // For a program that ends without another turn of its event loop.
  process.once('exit', () => modules.save())
}
