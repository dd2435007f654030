import type { CacheOptions } from '@cachecache/runtime'
import { outline } from './outline.js'
import { scan } from './scanner.js'
import { weightOf } from './weights.js'

export interface Complexity {
  name: string
  line: number
  score: number
}

/** Grades functions by their branches, deeper ones counting more. The limit is part of every key of its methods. */
export class Grader {
  readonly limit: number

  constructor(limit: number) {
    this.limit = limit
  }

  /** @cache */
  hardest(text: string, _options?: CacheOptions): Complexity[] {
    return outline(text)
      .filter((place) => place.lines >= this.limit)
      .map(({ name, line, start, end }) => ({ name, line, score: score(text.slice(start, end)) }))
      .sort((a, b) => b.score - a.score)
      .slice(0, 5)
  }
}

function score(body: string): number {
  let sum = 1
  let depth = -1
  scan(body, (kind, start, end) => {
    if (kind === 'mark') {
      if (body[start] === '{') depth++
      else if (body[start] === '}') depth--
    } else if (kind === 'word') sum += weightOf(body.slice(start, end), depth)
  })
  return sum
}
