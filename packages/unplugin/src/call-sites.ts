/** The type-checking API for tools: `cachecache check` and `cachecache types` only wrap it. */
export { check, watchCheck, type CheckOptions } from './typescript/check/check.js'
export { CallSiteError } from './typescript/errors.js'
export {
  describeLeftOut,
  NOT_EXPRESSED,
  watchTypes,
  writeTypes,
  type TypesOptions,
  type WrittenTypes,
} from './typescript/write-dts.js'
