import { existsSync } from 'node:fs'
import path from 'node:path'

const ENDINGS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json']

/** Missing files that would take precedence over the target of an import: `rates.ts` over `rates.js` and `rates/index.ts`. */
export function placesBefore(files: Iterable<string>): string[] {
  const places = new Set<string>()
  for (const file of files) {
    const { dir, name, ext } = path.parse(file)
    if (!ENDINGS.includes(ext) || file.includes('/node_modules/')) continue
    for (const stem of name === 'index' ? [`${dir}/${name}`, dir] : [`${dir}/${name}`])
      for (const ending of ENDINGS) places.add(stem + ending)
    if (name === 'index') places.add(`${dir}/package.json`)
  }
  return [...places].filter((place) => !existsSync(place))
}
