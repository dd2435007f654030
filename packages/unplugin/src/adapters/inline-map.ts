import path from 'node:path'
import type { ModuleResult } from '../build-cache/transform-cache.js'

/** For hosts that accept a source map only as part of the code. */
export function withInlineMap({ code, map }: ModuleResult, file: string): string {
  if (map === undefined) return code
  // Sources are resolved relative to the file's folder.
  const json = JSON.stringify({ ...map, sources: [path.basename(file)] })
  const url = `data:application/json;base64,${Buffer.from(json).toString('base64')}`
  return `${code}\n//# sourceMappingURL=${url}\n`
}
