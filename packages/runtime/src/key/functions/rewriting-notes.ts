let notes = 0

/** Called while a key is derived that includes code which keeps its state in module variables; see `calls/rewriting.ts`. */
export function rewrites(): undefined {
  notes++
  return undefined
}

export const rewritingNotes = (): number => notes
