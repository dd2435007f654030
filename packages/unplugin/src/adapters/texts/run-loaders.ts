import { createRequire } from 'node:module'
import path from 'node:path'
import type { LoaderStep } from './loader-steps.js'
import { standIn } from './stand-in.js'
import { answered, type Made } from './text-by-runs.js'

type LoaderFunction = (this: object, ...args: unknown[]) => unknown

interface Loader {
  path: string
  options: unknown
  data: object
  normal: LoaderFunction
  pitch: LoaderFunction | undefined
  raw: boolean | undefined
}

/**
 * Calls loaders as webpack does, on a text in place of the file's. `context` is that of cachecache's own loader, for another file.
 * @param steps in the order in which they change the text
 */
export async function runLoaders(steps: readonly LoaderStep[], file: string, text: string, context: object): Promise<Made> {
  const made: Made = { text, isOther: false, isTranslated: false }
  // webpack's order.
  const ordered = steps.toReversed()
  const loaders = ordered.map((step): Loader => ({ ...load(step.file), path: step.file, options: step.options, data: {} }))
  const call = (at: number, run: LoaderFunction, args: unknown[]) =>
    answered(`loader ${nameOf(loaders[at]!.path)}`, () => callLoader(run, args, contextAt(at, loaders, file, context)))
  const take = (found: unknown, at: number) => {
    const content = String(found)
    if (content !== made.text) made[ordered[at]!.translates ? 'isTranslated' : 'isOther'] = true
    made.text = content
  }
  let rest: unknown[] = []
  let at = 0
  for (; at < loaders.length; at++) {
    const { pitch, data } = loaders[at]!
    if (!pitch) continue
    const [found, ...more] = await call(at, pitch, [
      requestOf(loaders.slice(at + 1), file),
      requestOf(loaders.slice(0, at)),
      data,
    ])
    if (found === undefined || found === null) continue
    take(found, at)
    rest = more
    break
  }
  for (at--; at >= 0; at--) {
    const { normal, raw } = loaders[at]!
    const [found = made.text, ...more] = await call(at, normal, [raw ? Buffer.from(made.text) : made.text, ...rest])
    take(found, at)
    rest = more
  }
  return made
}

function load(file: string): Pick<Loader, 'normal' | 'pitch' | 'raw'> {
  if (file.startsWith('builtin:swc-loader')) return { normal: compileBySwc, pitch: undefined, raw: false }
  const loaded = createRequire(file)(file) as { default?: LoaderFunction; pitch?: LoaderFunction; raw?: boolean }
  const normal = typeof loaded === 'function' ? (loaded as LoaderFunction) : loaded.default
  if (!normal) throw new Error(`${file} is no loader.`)
  return { normal, pitch: loaded.pitch, raw: loaded.raw }
}

/** Rspack's own, which it runs in Rust. */
async function compileBySwc(this: object, source: unknown): Promise<string> {
  const { _compiler, resourcePath, getOptions } = this as {
    _compiler: { rspack: { experiments: { swc: { transform(source: string, options: object): Promise<{ code: string }> } } } }
    resourcePath: string
    getOptions(): Record<string, unknown>
  }
  const { env, jsc, module, isModule, minify } = getOptions()
  const options = {
    env,
    jsc,
    module,
    isModule,
    minify,
    filename: resourcePath,
    sourceMaps: false,
    swcrc: false,
    configFile: false,
  }
  return (await _compiler.rspack.experiments.swc.transform(String(source), options)).code
}

/** By the returned value, a promise, or the callback. */
function callLoader(run: LoaderFunction, args: unknown[], context: { own: object; settle: Settle }): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const { own, settle } = context
    settle.callback = (error, ...results) => (error ? reject(error as Error) : resolve(results))
    const returned = run.apply(own, args)
    if (settle.isAsync) return
    if (typeof (returned as PromiseLike<unknown> | undefined)?.then === 'function')
      (returned as PromiseLike<unknown>).then((value) => resolve([value]), reject)
    else resolve([returned])
  })
}

interface Settle {
  isAsync: boolean
  callback: (error: unknown, ...results: unknown[]) => void
}

function contextAt(at: number, loaders: readonly Loader[], file: string, context: object): { own: object; settle: Settle } {
  const { options, data } = loaders[at]!
  const settle: Settle = { isAsync: false, callback() {} }
  const callback = (...args: [unknown, ...unknown[]]) => {
    settle.isAsync = true
    settle.callback(...args)
  }
  const nothing = () => {}
  const standIns = {
    resource: file,
    resourcePath: file,
    resourceQuery: '',
    resourceFragment: '',
    context: path.dirname(file),
    request: requestOf(loaders, file),
    currentRequest: requestOf(loaders.slice(at), file),
    remainingRequest: requestOf(loaders.slice(at + 1), file),
    previousRequest: requestOf(loaders.slice(0, at)),
    loaders,
    loaderIndex: at,
    data,
    query: typeof options === 'string' ? `?${options}` : (options ?? ''),
    getOptions: () => (typeof options === 'string' ? parseOptions(options) : (options ?? {})),
    callback,
    async() {
      settle.isAsync = true
      return callback
    },
    cacheable: nothing,
    clearDependencies: nothing,
    emitWarning: nothing,
    emitError: nothing,
    emitFile: nothing,
    _module: { resource: file, buildInfo: {}, buildMeta: {}, loaders: [], addDependency: nothing },
  }
  // Accessors of the context belong to the loader that is running.
  return { settle, own: standIn(context, standIns) }
}

/** Of its package, if it has one. */
const nameOf = (file: string): string =>
  /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.[1] ?? path.basename(file)

const requestOf = (loaders: readonly Loader[], ...file: string[]): string =>
  [...loaders.map((loader) => loader.path), ...file].join('!')

const parseOptions = (text: string): unknown =>
  text.startsWith('{') ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text))
