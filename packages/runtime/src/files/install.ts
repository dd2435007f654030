import { ledgerOf } from './ledger.js'
import { givenPath, ignoreStore, rootsOf } from './paths.js'
import { BodyRecording } from './recording.js'
import type { Recording } from './recordings.js'
import { provideFileTracer, refuseFiles } from './seam.js'
import { checkTrace, timeOf } from './trace.js'
import { watchUnseen } from './unseen.js'
import { wrapFileSystem } from './wrap-fs.js'

const muted: Recording = {
  prepare: async () => {},
  finish: () => undefined,
  abandon: () => {},
  include: () => {},
}

const mark = Symbol.for('cachecache.files')
const host = globalThis as unknown as Record<symbol, boolean | undefined>

/** Notices from here on what tagged bodies read. Two copies of the runtime in one process each do: both are told. */
export function installFiles(): void {
  const reachesImports = wrapFileSystem()
  // Of two copies, each would take what the other sees for unseen.
  host[mark] ??= watchUnseen()
  if (!reachesImports || !host[mark]) return refuseFiles('not all ways to read them can be observed on this platform')
  provideFileTracer({
    muted,
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

/** A file, or a folder with all that is in it. */
function name(recording: BodyRecording, given: unknown): void {
  const found = givenPath(given)
  if (found !== undefined) recording.dependOn(found)
}
