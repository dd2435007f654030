import { ledgerOf } from '../ledger.js'
import { parsePath, ignoreStore, rootsOf } from '../paths.js'
import { BodyRecording } from './recording.js'
import { provideFileTracer, refuseFiles } from './seam.js'
import { checkTrace, timeOf } from '../trace.js'
import { watchUnseen } from './unseen.js'
import { wrapFileSystem } from './wrap-fs.js'

const mark = Symbol.for('cachecache.files')
const host = globalThis as unknown as Record<symbol, boolean | undefined>

/** Starts recording what tagged bodies read. If a process loads two copies of the runtime, both record. */
export function installFiles(): void {
  const reachesImports = wrapFileSystem()
  // Only once per process: each copy would report reads through the other's wrappers as unobserved.
  host[mark] ??= watchUnseen()
  if (!reachesImports || !host[mark]) return refuseFiles('not all ways to read them can be observed on this platform')
  provideFileTracer({
    start: (outer, context) => {
      ignoreStore(context.backend.location)
      return new BodyRecording(outer instanceof BodyRecording ? outer : undefined, context)
    },
    check: (trace, context) => checkTrace(trace, rootsOf(context), ledgerOf(context.backend)),
    timeOf,
    dependsOn(recording, paths) {
      if (recording instanceof BodyRecording) for (const path of paths) name(recording, path)
    },
  })
}

/** Records a file, or a folder and everything in it. */
function name(recording: BodyRecording, argument: unknown): void {
  const found = parsePath(argument)
  if (found !== undefined) recording.dependOn(found)
}
