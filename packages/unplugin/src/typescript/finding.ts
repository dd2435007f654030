import type { Overlay } from './overlay.js'

/** What a type checker has to say, free of the checker's own objects. Offsets are those of `text`. */
export interface Finding {
  category: 'error' | 'warning' | 'message'
  code: number
  /** Flattened, with the indentation of its chain. */
  message: string
  place?: Span
  related: Finding[]
}

export interface Span {
  /** Absolute, with `/`. */
  file: string
  /** What `start` and `end` count in. */
  text: string
  start: number
  end: number
}

/** The stages of a check, each run only if those before it found nothing (the configuration aside). */
export interface Stages {
  config(): Finding[]
  syntax(): Finding[]
  program(): Finding[]
  types(): Finding[]
  declarations(): Finding[]
}

/** As `tsc` goes through them: what is wrong with the syntax hides what is wrong with the types. */
export function findInStages(stages: Stages): Finding[] {
  const config = stages.config()
  for (const stage of ['syntax', 'program', 'types', 'declarations'] as const) {
    const findings = stages[stage]()
    if (findings.length > 0) return [...config, ...findings]
  }
  return config
}

/**
 * Findings in overlaid text as findings in the original.
 * @returns without those that speak of inserted text only
 */
export function mapFindings(findings: readonly Finding[], overlay: (file: string) => Overlay | undefined): Finding[] {
  return findings.flatMap((finding) => {
    const mapped = mapFinding(finding, overlay)
    return mapped ? [mapped] : []
  })
}

function mapFinding(finding: Finding, overlayFor: (file: string) => Overlay | undefined): Finding | undefined {
  const related = mapFindings(finding.related, overlayFor)
  const { place } = finding
  const overlay = place && overlayFor(place.file)
  if (!place || !overlay) return { ...finding, related }
  const range = overlay.rangeToOriginal(place.start, place.end)
  return range && { ...finding, place: { file: place.file, text: overlay.original, ...range }, related }
}

/** In the compiler's order, each once. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  return uniqueFindings(findings).toSorted(compareFindings)
}

export function uniqueFindings(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(identityOf(finding)), finding])).values()]
}

function identityOf({ code, message, place, related }: Finding): unknown {
  return [code, message, place?.file, place?.start, place?.end, related.map(identityOf)]
}

function compareFindings(a: Finding, b: Finding): number {
  return (
    compare(a.place?.file ?? '', b.place?.file ?? '') ||
    compare(a.place?.start ?? -1, b.place?.start ?? -1) ||
    compare(length(a), length(b)) ||
    compare(a.code, b.code) ||
    compare(a.message, b.message) ||
    compare(b.related.length, a.related.length)
  )
}

function length({ place }: Finding): number {
  return place ? place.end - place.start : -1
}

/** Code-unit order, as the compiler compares. */
function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0
}
