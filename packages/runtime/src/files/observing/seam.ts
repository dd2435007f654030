// What `@cachecache/runtime/files` imports from the rest of the runtime. Both share one instance of it, also in the built package.
export { currentRecording } from '../../calls/computation.js'
export { openPlace } from '../../cachers/open-place.js'
export { defaultLocation } from '../../cachers/place.js'
export { warnOfFunction } from '../../reporting/warnings.js'
export { provideFileTracer, refuseFiles } from './recordings.js'
