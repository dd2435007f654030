import { readFile } from 'node:fs/promises'

export interface Summary {
  lines: number
  longest: number
}

/**
 * Given the name of a file only: what stands in it counts, because it is read in here.
 *
 * @cache
 */
export async function summary(file: string): Promise<Summary> {
  const lines = (await readFile(file, 'utf8')).split('\n')
  return { lines: lines.length, longest: lines.reduce((most, line) => Math.max(most, line.length), 0) }
}
