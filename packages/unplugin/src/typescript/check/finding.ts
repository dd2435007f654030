import type { Overlay } from '../overlay/overlay.js'

/** A diagnostic, independent of the type checker's own objects. Offsets refer to `text`. */
export interface Finding {
  category: 'error' | 'warning' | 'message'
  code: number
  /** Flattened; a message chain is indented. */
  message: string
  place?: Span
  related: Finding[]
}

export interface Span {
  /** Absolute, with `/`. */
  file: string
  /** The text that `start` and `end` refer to. */
  text: string
  start: number
  end: number
}

/** The stages of a check. Apart from the configuration, each runs only if the previous ones found nothing. */
export interface Stages {
  config(): Finding[]
  syntax(): Finding[]
  program(): Finding[]
  types(): Finding[]
  declarations(): Finding[]
}

/** Runs the stages in the order of `tsc`: syntax errors hide type errors. */
export function findInStages(stages: Stages): Finding[] {
  const config = stages.config()
  for (const stage of ['syntax', 'program', 'types', 'declarations'] as const) {
    const findings = stages[stage]()
    if (findings.length > 0) return [...config, ...findings]
  }
  return config
}

/**
 * Maps findings in overlaid text to the original.
 * @returns the findings, without those that refer to inserted text only
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

/** Sorts findings as the compiler does, and removes duplicates. */
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

/** Code-unit order, like the compiler. */
function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0
}
