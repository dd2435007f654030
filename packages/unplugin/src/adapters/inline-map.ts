import path from 'node:path'
import type { ModuleResult } from '../kept/kept-results.js'

/** For those who take a map only as part of the code. */
export function withInlineMap({ code, map }: ModuleResult, file: string): string {
  if (map === undefined) return code
  // Sources are resolved from the folder of the file.
  const json = JSON.stringify({ ...map, sources: [path.basename(file)] })
  const url = `data:application/json;base64,${Buffer.from(json).toString('base64')}`
  return `${code}\n//# sourceMappingURL=${url}\n`
}
