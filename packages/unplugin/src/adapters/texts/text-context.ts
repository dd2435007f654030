import { standIn } from './stand-in.js'

/** The `this` for a hook of another plugin that is called besides the bundler: that of cachecache's own hook, which is for another module. */
export const contextFor = (context: object, cache: Map<string, unknown>): object => standIn(context, { ...instead, cache })

/** What belongs to the module of that hook, or would be done twice. */
const instead = {
  emitFile: () => 'cachecache',
  setAssetSource() {},
  warn() {},
  info() {},
  debug() {},
  error(found: unknown): never {
    throw found instanceof Error ? found : new Error(typeof found === 'string' ? found : (found as Error | undefined)?.message)
  },
  getCombinedSourcemap: () => ({ version: 3, sources: [], names: [], mappings: '' }),
}
