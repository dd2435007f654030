import { readFileSync } from 'node:fs'

/** @cache */
export function totalSize(folder: string, count: number): number {
  let total = 0
  for (let n = 0; n < count; n++) total += readFileSync(`${folder}/${n}.txt`, 'utf8').length
  return total
}

/** @cache */
export function noFiles(n: number): number {
  return n + 1
}
